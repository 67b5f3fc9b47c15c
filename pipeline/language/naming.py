"""Which names could mean the same thing: a question may only rest on names that no other box answers to."""

import re
from collections.abc import Sequence

from pipeline.language.grammar import Grammar
from pipeline.language.lexicon import AttributeKind, Lexicon

PERSON = "person"
NAME = re.compile(r"[^\W\d_][\w'’-]*( [\w'’-]+)*")


class Naming:
    """Names are folded labels. Answers are kept for as long as the process lives: labels repeat from image to image."""

    def __init__(self, lexicon: Lexicon, grammar: Grammar) -> None:
        self._grammar = grammar
        self._groups: dict[str, set[int]] = {}
        for number, group in enumerate(lexicon.same):
            for name in group:
                self._groups.setdefault(name, set()).add(number)
        self._kinds = {name: frozenset(below) for name, below in lexicon.kinds.items()}
        self._attribute_kinds = {value: kind for kind, values in lexicon.attributes.items() for value in values}
        self._spellings = dict(lexicon.spellings)
        self._function_words = frozenset(lexicon.function_words)
        self._rivals: dict[tuple[str, str], bool] = {}
        self._forms: dict[str, tuple[frozenset[str], ...]] = {}

    def are_rivals(self, one: str, other: str) -> bool:
        """Could a box of one be meant by the name of the other? `man` and `person`, `truck` and `work truck`."""
        known = self._rivals.get((one, other))
        if known is None:
            known = self._rivals[one, other] = self._compare(one, other)
        return known

    def attribute_kind(self, attribute: str) -> AttributeKind | None:
        """`red`: color. None: it cannot be put into a sentence."""
        return self._attribute_kinds.get(attribute)

    def sayable(self, attributes: Sequence[str], name: str) -> list[tuple[str, AttributeKind]]:
        """Those that fit a sentence about this name, in one spelling each. Colours are not said of people."""
        is_person = name == PERSON or self._singular(name) in self._kinds[PERSON]
        found: dict[str, tuple[str, AttributeKind]] = {}
        for value in attributes:
            kind = self._attribute_kinds.get(value)
            if kind is not None and not (is_person and kind == "color"):
                found[self._spellings.get(value, value)] = value, kind
        return list(found.values())

    def can_be_said(self, name: str) -> bool:
        """Letters, digits, hyphens and apostrophes, at most four words: some labels are quotes or sentences."""
        return bool(NAME.fullmatch(name)) and name.count(" ") < 4

    def topics(self, text: str) -> frozenset[str]:
        """What a text speaks of, as singular content words: `the red cups` -> cup, red."""
        words = (word.strip(".,;:!?\"'()") for word in text.lower().split())
        return frozenset(self._singular(word) for word in words if word and word not in self._function_words)

    def is_mentioned(self, name: str, words: frozenset[str]) -> bool:
        """Do these content words (of captions, say) name it or something it could be?"""
        forms = self._forms.get(name)
        if forms is None:
            forms = self._forms[name] = tuple(self.topics(other) for other in self._family(name))
        return any(form <= words for form in forms if form)

    def _compare(self, one: str, other: str) -> bool:
        a, b = self._singular(one), self._singular(other)
        if a == b or a.endswith(f" {b}") or b.endswith(f" {a}"):
            return True
        names_a, names_b = {one, a}, {other, b}
        if any(self._groups.get(x, set()) & self._groups.get(y, set()) for x in names_a for y in names_b):
            return True
        return any(self._kinds.get(x, frozenset()) & names_b for x in names_a) or any(
            self._kinds.get(y, frozenset()) & names_a for y in names_b
        )

    def _family(self, name: str) -> list[str]:
        groups = self._groups.get(name, set())
        return [name, *self._kinds.get(name, ()), *(other for other, its in self._groups.items() if groups & its)]

    def _singular(self, name: str) -> str:
        return self._grammar.singular(name)
