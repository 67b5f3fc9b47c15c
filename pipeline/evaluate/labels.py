"""How many of the annotated kinds of things a run recognised."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from pipeline.evaluate.refusal import EvaluationError
from pipeline.evaluate.truth import is_annotated, marked, name_of
from schemas.record import Record


@dataclass(frozen=True, slots=True)
class LabelEvaluation:
    """Counted once per picture and label. Names must be the same but for case: `sofa` does not find `couch`.

    `recall` = recognised / annotated. `own`: labels that an annotation backend took over. `missed`: label -> pictures
    where it was not recognised.
    """

    source: str
    images: int
    annotated: int
    recognised: int
    own: int
    missed: Mapping[str, int]

    @property
    def recall(self) -> float:
        return self.recognised / self.annotated

    @property
    def measures_itself(self) -> bool:
        return self.own > 0


class Labels:
    """Takes records one by one."""

    def __init__(self, source: str) -> None:
        self._source = source
        self._images = self._annotated = self._recognised = self._own = 0
        self._missed: Counter[str] = Counter()

    def add(self, record: Record) -> None:
        if not is_annotated(record, self._source):
            return
        self._images += 1
        names = {name_of(label.name) for label in record.labels}
        wanted = {name_of(thing.label) for thing in marked(record, self._source)}
        self._annotated += len(wanted)
        self._recognised += len(wanted & names)
        self._own += sum(label.by.backend == "annotations" and name_of(label.name) in wanted for label in record.labels)
        self._missed.update(sorted(wanted - names))

    def result(self) -> LabelEvaluation:
        """Raises EvaluationError when nothing is annotated."""
        if not self._annotated:
            raise EvaluationError(f"{self._source!r} annotated no object in {self._images} pictures; name another")
        missed = dict(sorted(self._missed.items(), key=lambda one: (-one[1], one[0])))
        return LabelEvaluation(self._source, self._images, self._annotated, self._recognised, self._own, missed)
