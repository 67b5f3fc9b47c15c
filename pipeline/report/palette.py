"""The colours of boxes, the same in the drawn thumbnails, on the page and in its words: one a label, by its place."""

from collections.abc import Sequence

COLOURS = ("#d1495b", "#00798c", "#b97a00", "#30638e", "#6a4c93", "#2e7d32", "#8d5524", "#c2185b", "#455a64")
"""Told apart by most colour-blind eyes, and 3:1 against white and black; never the only mark: names stand beside."""


def hues(labels: Sequence[str]) -> list[int]:
    """A number of COLOURS for each label, the same for the same one, in the order they first come; none has the last.

    So a picture's objects have the same colours with and without its described places.
    """
    places: dict[str, int] = {}
    last = len(COLOURS) - 1
    return [places.setdefault(label, len(places)) % last if label else last for label in labels]
