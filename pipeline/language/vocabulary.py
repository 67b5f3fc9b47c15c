"""Closed lists of names (prompts/vocabularies): for what they hold, a source that marked everything proves absence."""

from collections.abc import Iterable, Mapping
from functools import lru_cache

from pydantic import Field, model_validator

from prompts.loader import Loaded, load
from schemas.model import Model

SHIPPED = ("coco80", "scenes")


class Vocabulary(Model):
    """`groups` are things that are met together; a name stands in one of them."""

    groups: Mapping[str, tuple[str, ...]] = Field(min_length=1)

    @model_validator(mode="after")
    def _names_once(self) -> "Vocabulary":
        names = [name for group in self.groups.values() for name in group]
        if twice := sorted({name for name in names if names.count(name) > 1}):
            raise ValueError(f"the names {twice} are there more than once")
        return self

    def names(self) -> tuple[str, ...]:
        """In the order of the file."""
        return tuple(name for group in self.groups.values() for name in group)


@lru_cache
def vocabulary(name: str) -> Loaded[Vocabulary]:
    """Raises PromptError when prompts/vocabularies/<name>.yaml is missing or wrong."""
    return load(f"vocabularies/{name}", Vocabulary)


def digests() -> dict[str, str]:
    """Of every shipped vocabulary's bytes, for fingerprints."""
    return {f"vocabularies/{name}": vocabulary(name).digest for name in SHIPPED}


def matching(names: Iterable[str]) -> str:
    """The shipped vocabulary of exactly these names; empty when there is none."""
    wanted = frozenset(names)
    return next((name for name in SHIPPED if frozenset(vocabulary(name).body.names()) == wanted), "")
