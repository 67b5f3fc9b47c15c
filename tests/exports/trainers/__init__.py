"""Programs for the Pythons that hold other people's trainers; nothing here imports the project."""
