"""The command line and the job specs that come with the project."""
