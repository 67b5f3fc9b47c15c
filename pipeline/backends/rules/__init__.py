"""Deterministic work: geometry, the glossary, questions from templates."""
