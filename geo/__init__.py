"""Walking access to meeting places, computed: everything here knows nothing of maps or pages."""
