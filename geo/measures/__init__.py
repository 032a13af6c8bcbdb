"""Measures: coverage, gap, redundancy, variety and flow, one file each, with the source of the formula."""
