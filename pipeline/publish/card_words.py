"""The words of the dataset card and of the metadata beside it: prompts/card.yaml, typed."""

from functools import cache

from prompts.loader import load
from schemas.model import Model


class CardWords(Model):
    """`body` with $names to be filled in; `limits` by when they hold; `fields` of a document, `croissant` by name."""

    about: str
    body: str
    unchecked: str
    unknown_licence: str
    limits: dict[str, str]
    fields: dict[str, str]
    croissant: dict[str, str]


@cache
def card_words() -> CardWords:
    return load("card", CardWords).body
