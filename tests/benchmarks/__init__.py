"""Figures, never asserted: `python -m tests.benchmarks` prints them all."""
