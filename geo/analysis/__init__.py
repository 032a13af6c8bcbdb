"""Questions about a bundle: who reaches what, how equally, and whether a ranking holds."""
