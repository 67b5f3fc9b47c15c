"""The glossary as its YAML file holds it, and how a label finds its entry."""

from collections.abc import Mapping
from functools import cache, lru_cache
from typing import Annotated, Self

from pydantic import BeforeValidator, Field, model_validator

from pipeline.language.wording import fold
from prompts.loader import load
from schemas.model import Model

_PLURALS = (("ies", "y"), ("ves", "f"), ("ves", "fe"), ("es", ""), ("s", ""))
"""English endings and what stands there in the singular; a singular counts only if the glossary has it."""


class Sense(Model):
    """One meaning. `cues` are words of other labels and of captions, `synsets` its WordNet names."""

    text: str = Field(min_length=1)
    sense: str = ""
    cues: tuple[str, ...] = ()
    synsets: tuple[str, ...] = ()


def _as_senses(value: object) -> object:
    return [{"text": value}] if isinstance(value, str) else value


Senses = Annotated[tuple[Sense, ...], BeforeValidator(_as_senses), Field(min_length=1)]


class GlossaryWords(Model):
    """`entries` by label, the usual sense first; `synonyms` lead other names to an entry."""

    synonyms: Mapping[str, str]
    entries: Mapping[str, Senses]

    @model_validator(mode="after")
    def _is_sound(self) -> Self:
        for name, target in self.synonyms.items():
            if target not in self.entries or name in self.entries:
                raise ValueError(f"the synonym {name!r}: {target!r} must lead from a name without entry to an entry")
        for name, senses in self.entries.items():
            if len({s.sense for s in senses}) < len(senses) or (len(senses) > 1 and not all(s.sense for s in senses)):
                raise ValueError(f"the entry {name!r} needs a different `sense` name for each of its senses")
            if any(name in one.cues for one in senses):
                raise ValueError(f"the entry {name!r} cannot be a cue of itself: it is always there")
        for name in (*self.entries, *self.synonyms):
            if name != plain(name):
                raise ValueError(f"the name {name!r} is never found; write it {plain(name)!r}")
        return self

    def entry(self, label: str) -> str | None:
        """The name of the label's entry: itself, a synonym, or the singular of either."""
        name = plain(label)
        return self._exact(name) or next(filter(None, map(self._exact, _singulars(name))), None)

    def _exact(self, name: str) -> str | None:
        return name if name in self.entries else self.synonyms.get(name)


@lru_cache(maxsize=65_536)
def same_name(label: str, glossary: str = "glossary") -> str:
    """One name for a label and its synonyms ("sofa": "couch"); a label the glossary does not know is its own."""
    return _words(glossary).entry(label) or plain(label)


@cache
def _words(glossary: str) -> GlossaryWords:
    return load(glossary, GlossaryWords).body


def plain(label: str) -> str:
    """Without case, underscores and stray punctuation at the ends."""
    return fold(label.replace("_", " ")).strip(".,;:!?\"'")


def _singulars(name: str) -> list[str]:
    return [name.removesuffix(ending) + instead for ending, instead in _PLURALS if name.endswith(ending)]
