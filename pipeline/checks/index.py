"""Whole numbers as claims write them; a claim may come from a model, so anything can stand there."""

LONGEST = 9


def whole(text: str) -> int | None:
    """The number that plain digits write; None for all else, and for more digits than anything here counts."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= LONGEST else None
