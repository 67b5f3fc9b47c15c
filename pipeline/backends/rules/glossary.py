"""Descriptions from the project's own glossary; for a word with several senses the picture's context chooses."""

import re
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

from pipeline.language.glossary_words import GlossaryWords, Sense, plain
from pipeline.protocols.backend import Said
from prompts.loader import load
from schemas.provenance import Provenance
from schemas.record import Description, Record

SYNSET_WEIGHT, LABEL_WEIGHT, WORD_WEIGHT = 3, 2, 1
"""A synset outweighs one label beside it, not two: Visual Genome's are partly wrong (the mouse on the desk of its
picture 3 is `mouse.n.01`, the animal). A label says more than a word of a caption. Ours."""

_WORD = re.compile(r"[^\W\d_]+")


class GlossaryDescriber:
    """Where the context is silent the first sense is used and its name ends in ` (default)`; one sense has no name."""

    name = "rules"

    def __init__(self, glossary: str = "glossary") -> None:
        self._glossary = load(glossary, GlossaryWords)
        self._by = Provenance(stage="describe", backend=self.name, prompt=self._glossary.name)

    def identity(self) -> Mapping[str, Any]:
        glossary = self._glossary
        return {"name": self.name, "version": 1, "prompt": glossary.name, "prompt_digest": glossary.digest}

    async def describe(self, record: Record) -> Said[Description]:
        words = self._glossary.body
        entries = {label.name: entry for label in record.labels if (entry := words.entry(label.name)) is not None}
        is_open = any(len(words.entries[entry]) > 1 for entry in entries.values())
        beside = frozenset((*(plain(label.name) for label in record.labels), *entries.values()))
        said = _caption_words(record) if is_open else frozenset()
        described = []
        for label in record.labels:
            if (entry := entries.get(label.name)) is not None:
                sense, name = _choose(words.entries[entry], label.synset, beside, said)
                described.append(Description(label=label.name, sense=name, text=sense.text, by=self._by))
        return Said(tuple(described))


def _choose(senses: Sequence[Sense], synset: str, beside: frozenset[str], said: frozenset[str]) -> tuple[Sense, str]:
    """The sense with the most evidence, the earlier one of equals, and its name."""
    scores = [_score(sense, synset, beside, said) for sense in senses]
    best = senses[scores.index(max(scores))]
    return best, best.sense if max(scores) or len(senses) == 1 else f"{best.sense} (default)"


def _score(sense: Sense, synset: str, beside: frozenset[str], said: frozenset[str]) -> int:
    labels = len(beside.intersection(sense.cues))
    words = len(said.intersection(sense.cues))
    return SYNSET_WEIGHT * (bool(synset) and synset in sense.synsets) + LABEL_WEIGHT * labels + WORD_WEIGHT * words


def _caption_words(record: Record) -> frozenset[str]:
    """Every word and pair of neighbouring words of the captions, also without a final s."""
    found: list[str] = []
    for caption in record.captions:
        words = _WORD.findall(caption.text.casefold())
        found += words + [f"{a} {b}" for a, b in pairwise(words)]
    return frozenset(found) | frozenset(word.removesuffix("s") for word in found)
