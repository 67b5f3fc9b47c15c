"""GroundingDINO: boxes for words, through either of the two libraries that run it."""
