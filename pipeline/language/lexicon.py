"""What questions need to know of English, as data: prompts/lexicon.yaml."""

from collections.abc import Mapping
from typing import Literal

from pydantic import Field

from schemas.model import Model

Extreme = Literal["leftmost", "rightmost", "topmost", "bottommost"]
AttributeKind = Literal["color", "material", "pattern", "size", "shape"]


class Predicates(Model):
    """First words that take "is" (`prepositions`) and verbs with their plural form."""

    prepositions: tuple[str, ...]
    verbs: Mapping[str, str]
    nouns_in_ing: tuple[str, ...]
    exclusive: tuple[str, ...]


class Lexicon(Model):
    """See the comments in the file for what each list decides."""

    numbers: tuple[str, ...] = Field(min_length=21, description="zero to twenty")
    plurals: Mapping[str, str]
    plural_only: tuple[str, ...]
    singular_in_s: tuple[str, ...]
    mass: tuple[str, ...]
    definite: tuple[str, ...]
    an: tuple[str, ...]
    a: tuple[str, ...]
    same: tuple[tuple[str, ...], ...]
    kinds: Mapping[str, tuple[str, ...]]
    attributes: Mapping[AttributeKind, tuple[str, ...]]
    spellings: Mapping[str, str]
    predicates: Predicates
    function_words: tuple[str, ...]
    extremes: Mapping[Extreme, tuple[str, ...]]
