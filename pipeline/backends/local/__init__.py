"""What the models that run in this process share: files by content, pictures read once, faults that stop the run."""
