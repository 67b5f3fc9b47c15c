"""What the source already says, one file per role."""
