"""Files: open, check, read and write them."""
