"""Which language an image is spoken of in: the one door to py3langid, which names 97 languages offline."""

import py3langid

from schemas.record import Record

NO_TEXT = "no text"
_ENOUGH = 400
"""Characters: longer texts are told no better."""


def language_of(record: Record) -> str:
    """ISO 639-1 code of its captions together, else of its questions; single captions are too short to tell."""
    text = " ".join(caption.text for caption in record.captions) or _questions(record)
    return str(py3langid.classify(text[:_ENOUGH])[0]) if text.strip() else NO_TEXT


def _questions(record: Record) -> str:
    parts = [part.text for c in record.conversations[:10] for turn in c.turns for part in turn.parts]
    return " ".join(text for text in parts if text)
