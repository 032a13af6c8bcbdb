"""Places: one table of meeting places from all sources, each place once, each doubt noted."""
