"""What one record lets a sentence say: names, counts, what is absent, and which promises of its sources hold."""

from collections import Counter, defaultdict
from functools import cached_property

from pipeline.checks.reference import Reference
from pipeline.language.language import Language
from pipeline.language.lexicon import AttributeKind
from pipeline.language.vocabulary import vocabulary
from pipeline.language.wording import fold, squeeze
from schemas.record import Record


class Facts:
    """Built once per record, by `ask` and again by `check`. Names are folded labels, "" for a described place.

    `min_lead`: by this share of the image's side an extreme's centre leads the next one's.
    """

    def __init__(self, record: Record, language: Language, min_lead: float) -> None:
        self.record, self.language, self.min_lead = record, language, min_lead
        self.regions = record.regions
        self.names = [fold(region.label) for region in record.regions]
        self.by_name: defaultdict[str, list[int]] = defaultdict(list)
        for index, name in enumerate(self.names):
            if name:
                self.by_name[name].append(index)
        self.references: dict[int, list[Reference]] = {}
        self.meanings: dict[tuple[str, str], tuple[int, ...]] = {}
        self._rivals: dict[str, list[int]] = {}
        self._sayable: dict[int, list[tuple[str, AttributeKind]]] = {}
        self._complete: dict[str, bool] = {}
        self._absent: dict[str, bool] = {}

    @cached_property
    def singles(self) -> list[int]:
        """Labelled regions that hold one thing, not a crowd, under a name that fits a sentence."""
        can_be_said = self.language.naming.can_be_said
        return [i for i, name in enumerate(self.names) if can_be_said(name) and not self.regions[i].is_crowd]

    @cached_property
    def single_set(self) -> frozenset[int]:
        return frozenset(self.singles)

    @cached_property
    def phrases(self) -> list[int]:
        """Regions the source has words for."""
        return [i for i, region in enumerate(self.regions) if region.phrase and not region.is_crowd]

    @cached_property
    def attributes(self) -> list[tuple[str, ...]]:
        """Folded, for each region."""
        return [tuple(fold(value) for value in region.attributes) for region in self.regions]

    def sayable(self, region: int, kind: AttributeKind | None = None) -> list[str]:
        """Its attributes (of one kind) that fit a sentence, each once: gray is grey. No colours of people."""
        if not self.attributes[region]:
            return []
        found = self._sayable.get(region)
        if found is None:
            found = self._sayable[region] = self.language.naming.sayable(self.attributes[region], self.names[region])
        return [value for value, its in found if kind in (None, its)]

    @cached_property
    def vocabulary(self) -> dict[str, str]:
        """Every name a source promises to have marked completely -> that source."""
        return {
            fold(name): promise.source
            for promise in self.record.given.exhaustive
            for name in vocabulary(promise.vocabulary).body.names()
        }

    def rivals(self, name: str) -> list[int]:
        """Regions that answer to the name: its own, and those of names it could be meant by."""
        found = self._rivals.get(name)
        if found is None:
            are_rivals = self.language.naming.are_rivals
            found = sorted(i for other, own in self.by_name.items() if are_rivals(name, other) for i in own)
            self._rivals[name] = found
        return found

    def is_complete(self, name: str) -> bool:
        """Are the regions of this name all there are in the picture, each by itself?

        Only where a source promises it, the regions are its own, and none was lost on the way here.
        """
        known = self._complete.get(name)
        if known is None:
            known = self._complete[name] = self._is_complete(name)
        return known

    def is_absent(self, name: str) -> bool:
        """Is nothing of this name in the picture? Never where any grain speaks of it or of what it could be."""
        known = self._absent.get(name)
        if known is None:
            known = self._absent[name] = name in self.vocabulary and not self._is_met(name)
        return known

    def _is_complete(self, name: str) -> bool:
        source = self.vocabulary.get(name)
        own = self.by_name.get(name, [])
        if source is None or any(self.regions[i].is_crowd or self.regions[i].origin != source for i in own):
            return False
        return self._given[source, name] == len(own)

    def _is_met(self, name: str) -> bool:
        naming = self.language.naming
        met = (*self.by_name, *self._label_names)
        return any(naming.are_rivals(name, other) for other in met) or naming.is_mentioned(name, self._words)

    @cached_property
    def _given(self) -> Counter[tuple[str, str]]:
        return Counter((one.source, fold(one.label)) for one in self.record.given.objects)

    @cached_property
    def _label_names(self) -> list[str]:
        named = [label.name for label in self.record.labels] + [one.label for one in self.record.given.objects]
        return list(dict.fromkeys(fold(name) for name in named))

    @cached_property
    def given_texts(self) -> list[str]:
        """All that source or captioner said of the picture, squeezed."""
        given = self.record.given
        texts = [one.text for one in self.record.captions]
        texts += [one.text for one in given.captions]
        texts += [one.text for one in given.phrases]
        texts += [text for one in given.questions for text in (one.question, one.answer)]
        texts += [turn.text for one in given.conversations for turn in one.turns]
        return [squeeze(text) for text in texts]

    @cached_property
    def _words(self) -> frozenset[str]:
        """Content words of all that was said of the picture."""
        return self.language.naming.topics(" ".join(self.given_texts))
