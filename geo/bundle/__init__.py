"""The bundle: the tables that a build publishes, written, read, described and verified."""
