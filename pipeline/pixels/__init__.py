"""Pixels: the only place, beside the scene renderer, that opens, turns, cuts or encodes pictures (Pillow's door)."""
