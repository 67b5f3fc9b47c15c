"""Kills, full disks, flipped bits: whatever happens to a run, running it again gives the undisturbed run's bytes."""
