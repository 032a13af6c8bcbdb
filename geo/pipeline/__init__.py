"""The build: from files to a bundle."""
