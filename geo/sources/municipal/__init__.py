"""A municipality's own table of meeting places."""
