"""The static site: the map as plain files."""
