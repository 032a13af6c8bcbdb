"""Fact sheets as PDF and as web pages."""
