"""Servers of others: one HTTP client, its answers kept, and the address service."""
