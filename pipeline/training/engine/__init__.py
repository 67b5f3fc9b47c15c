"""The loop: steps, checkpoints, metrics, many devices."""
