"""Publishing, through the four steps a run takes."""
