"""The stage `describe`: what each label means in this picture."""

from collections.abc import Mapping, Sequence
from typing import Any

from pipeline.language.wording import squeeze
from pipeline.protocols.backend import Describer
from pipeline.protocols.stage import Outcome
from pipeline.stages.tally import Tally
from schemas.record import Description, Record
from schemas.stages import DescribeSpec


class Describe:
    """The first backend that knows a label describes it; the next is asked only while some label has no description.

    A label nobody knows stays without one: nothing was proposed, so nothing is counted.
    """

    name = "describe"
    version = 1
    reads = frozenset({"given", "labels", "captions"})
    adds = frozenset({"descriptions"})

    def __init__(self, spec: DescribeSpec, backends: Sequence[Describer]) -> None:
        self._spec, self._backends = spec, tuple(backends)

    def settings(self) -> Mapping[str, Any]:
        return self._spec.decisive() | {"backends": [dict(b.identity()) for b in self._backends]}

    async def run(self, record: Record) -> Outcome:
        tally = Tally("description")
        names = frozenset(label.name for label in record.labels)
        known: dict[str, Description] = {}
        for backend in self._backends:
            if len(known) < len(names):
                asked = record.model_copy(update={"descriptions": tuple(known.values())}) if known else record
                for description in tally.take(await backend.describe(asked)):
                    _add(description, known, names, tally)
        ordered = tuple(known[label.name] for label in record.labels if label.name in known)
        return tally.kept("descriptions", ordered)


def _add(description: Description, known: dict[str, Description], names: frozenset[str], tally: Tally) -> None:
    label, text = description.label, squeeze(description.text)
    if label not in names:
        tally.drop("label_not_asked", label)
    elif not text:
        tally.drop("empty", label)
    elif label in known:
        tally.drop("already_described", label)
    else:
        known[label] = description if description.text == text else description.model_copy(update={"text": text})
