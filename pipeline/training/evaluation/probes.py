"""POPE's probes: is there a ...? Half of what is asked is there; what is not is drawn in three ways."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from pipeline.training.data.seeds import permutation
from pipeline.training.evaluation.answers import answers
from pipeline.training.evaluation.held_out import HeldOut
from pipeline.training.models.build import Built
from schemas.chat import ProbeWords
from schemas.document import Document
from schemas.part import Part, Turn
from schemas.provenance import Provenance

Kind = Literal["random", "popular", "adversarial"]
KINDS: tuple[Kind, ...] = ("random", "popular", "adversarial")

PER_PICTURE = 3
"""Present and as many absent labels; POPE's number."""

_BY = Provenance(stage="evaluate", backend="rules", prompt="probes")


@dataclass(frozen=True, slots=True)
class Probe:
    document: Document
    label: str
    is_there: bool


class World:
    """Which labels the annotations know, how often, and what is seen together."""

    def __init__(self, documents: Sequence[Document]) -> None:
        self._seen = [(document, sorted(labels_of(document))) for document in documents]
        self._often = Counter(label for _, labels in self._seen for label in labels)
        self._together = Counter((a, b) for _, labels in self._seen for a in labels for b in labels if a != b)

    def probes(self, kind: Kind) -> list[Probe]:
        """Absent are labels at random, the most frequent ones, or those most often seen beside what is there."""
        made = []
        for document, there in self._seen:
            asked = _drawn(there, document.key, "present")[:PER_PICTURE]
            absent = self._absent(kind, document.key, there)[: len(asked)]
            if len(absent) == len(asked):
                made += [Probe(document, label, True) for label in asked]
                made += [Probe(document, label, False) for label in absent]
        return made

    def _absent(self, kind: Kind, key: str, there: list[str]) -> list[str]:
        absent = sorted(set(self._often) - set(there))
        if kind == "random":
            return _drawn(absent, key, "absent")
        if kind == "popular":
            return sorted(absent, key=lambda label: (-self._often[label], label))
        return sorted(absent, key=lambda label: (-sum(self._together[label, other] for other in there), label))


def labels_of(document: Document) -> set[str]:
    return {label.name for label in document.labels} | {region.label for region in document.regions if region.label}


def _drawn(labels: list[str], *seed: object) -> list[str]:
    return [labels[number] for number in permutation(len(labels), *seed)]


def probe(built: Built, held_out: HeldOut, words: ProbeWords) -> dict[str, dict[str, float | int]]:
    """By kind: accuracy, precision, recall, F1, share of yes. Annotations must name all that can be seen."""
    world = World(list(held_out.documents()))
    found: dict[str, dict[str, float | int]] = {}
    for kind in KINDS:
        asked = world.probes(kind)[: held_out.limit]
        prompts = [held_out.prompt(one.document, [_question(words.ask(one.label))]) for one in asked]
        said = [text.strip().lower().startswith(words.yes) for text in answers(built, prompts, 4)]
        found[kind] = scores([one.is_there for one in asked], said)
    return found


def _question(text: str) -> Turn:
    return Turn(role="user", parts=(Part(image=True, by=_BY), Part(text=text, by=_BY)))


def scores(truth: Sequence[bool], said: Sequence[bool]) -> dict[str, float | int]:
    """0 where there is nothing to divide by."""
    right = sum(a and b for a, b in zip(truth, said, strict=True))
    precision, recall = _share(right, sum(said)), _share(right, sum(truth))
    return {
        "questions": len(truth),
        "accuracy": _share(sum(a == b for a, b in zip(truth, said, strict=True)), len(truth)),
        "precision": precision,
        "recall": recall,
        "f1": _share(2 * precision * recall, precision + recall),
        "yes": _share(sum(said), len(said)),
    }


def _share(part: float, whole: float) -> float:
    return part / whole if whole else 0.0
