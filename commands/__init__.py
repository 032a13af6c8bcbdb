"""The command line `riool`."""
