"""Search: find a street, postcode, place or address by name."""
