"""Where today's data come from: one file per source. Each writes a file that the doors in `geo.sources` read."""
