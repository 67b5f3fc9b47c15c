"""The stage `recognize`: the list of what is in the picture (L1 of TinyGroundingGPT)."""

from collections.abc import Mapping, Sequence
from typing import Any

from pipeline.language.wording import fold, squeeze
from pipeline.protocols.backend import Recognizer
from pipeline.protocols.stage import Outcome
from pipeline.stages.tally import Tally
from schemas.record import Label, Record
from schemas.stages import RecognizeSpec


class Recognize:
    """The backends' lists are joined in their order; the backend puts the most important label first."""

    name = "recognize"
    version = 1
    reads = frozenset({"given"})
    adds = frozenset({"labels"})

    def __init__(self, spec: RecognizeSpec, backends: Sequence[Recognizer]) -> None:
        self._spec, self._backends = spec, tuple(backends)

    def settings(self) -> Mapping[str, Any]:
        return self._spec.decisive() | {"backends": [dict(b.identity()) for b in self._backends]}

    async def run(self, record: Record) -> Outcome:
        tally = Tally("label")
        labels: dict[str, Label] = {}
        for backend in self._backends:
            for label in tally.take(await backend.recognize(record)):
                self._add(label, labels, tally)
        return tally.kept("labels", tuple(labels.values()))

    def _add(self, label: Label, labels: dict[str, Label], tally: Tally) -> None:
        name = squeeze(label.name)
        same = fold(name)
        if not same:
            tally.drop("empty", name)
        elif same in labels:
            tally.drop("duplicate", name)
        elif len(labels) == self._spec.max_labels:
            tally.drop("max_labels", name, None, self._spec.max_labels)
        else:
            labels[same] = label if label.name == name else label.model_copy(update={"name": name})
