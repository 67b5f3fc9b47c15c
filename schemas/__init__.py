"""The words of the project as typed, frozen models. Imports nothing of ours: every other package builds on it."""
