"""The page Methode en data."""
