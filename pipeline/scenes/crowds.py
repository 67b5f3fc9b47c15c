"""Crowds: several of one kind close together, which COCO annotates as one."""

from random import Random

from pipeline.scenes.placed import Frame

KINDS_IN_CROWDS = frozenset({"bird", "sheep", "fish", "apple", "flower", "balloon", "star", "book"})
SIZE = 0.55  # of a member, to one of its kind alone


def gathered(first: Frame, bottom: float, width: float, stands: bool, rng: Random) -> list[Frame]:
    """Five to nine frames like `first`, back to front, above the row `bottom`; `width` is the picture's."""
    columns, count = rng.randint(3, 4), rng.randint(5, 9)
    pitch = first.width * 0.84
    row = first.height * (0.42 if stands else 0.9)
    left = rng.uniform(0, max(1.0, width - pitch * columns - 0.3 * first.width))
    lowest = min(first.y1 + row * ((count - 1) // columns), bottom)
    frames = []
    for i in range(count):
        x0 = left + (i % columns + rng.uniform(0, 0.3)) * pitch
        y1 = lowest - ((count - 1) // columns - i // columns + rng.uniform(0, 0.2)) * row
        frames.append(Frame(x0, y1 - first.height, x0 + first.width, y1, first.tilt, first.mirrored))
    return sorted(frames, key=lambda frame: frame.y1)
