"""Tests go through the front door: the command line, a real Ray, real files, other people's readers."""
