"""Measures of a run against annotations."""
