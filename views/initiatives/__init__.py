"""The page Initiatieven."""
