"""What a reader has chosen, as it stands in the address of the page, and the bundle it is about."""
