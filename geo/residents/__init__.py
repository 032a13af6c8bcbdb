"""Residents: where they live, how old they are, what they need, adding up to the official totals."""
