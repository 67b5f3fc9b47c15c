"""Evaluation: what a run found against what annotators marked, and which pictures it should not publish."""
