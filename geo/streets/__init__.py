"""Streets as a network: snap points to them, walk along them, measure how far one gets."""
