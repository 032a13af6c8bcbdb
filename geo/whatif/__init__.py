"""What if: close places, open places, and compute what changes."""
