"""The data in formats for other tools."""
