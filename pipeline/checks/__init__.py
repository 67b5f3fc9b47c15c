"""The rules behind the stage `check`: form, text, claims and filter, each in its own file."""
