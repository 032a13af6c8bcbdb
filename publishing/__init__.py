"""What people carry away: fact sheets, files for other tools, and a map that needs no server."""
