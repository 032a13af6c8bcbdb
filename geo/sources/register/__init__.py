"""The register of initiatives: read, check, add to and edit its files."""
