"""How many of the annotated kinds of things a run recognised."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from pipeline.evaluate.refusal import EvaluationError
from pipeline.evaluate.truth import is_annotated, marked, name_of
from schemas.record import Record


@dataclass(frozen=True, slots=True)
class LabelEvaluation:
    """Counted once per picture and label. Names must be the same but for case: `sofa` does not find `couch`.

    `recall` = recognised / annotated. `missed`: label -> pictures where it was not recognised.
    """

    source: str
    images: int
    annotated: int
    recognised: int
    missed: Mapping[str, int]

    @property
    def recall(self) -> float | None:
        return self.recognised / self.annotated if self.annotated else None


def evaluate_labels(records: Iterable[Record], source: str, is_own_allowed: bool = False) -> LabelEvaluation:
    """Raises EvaluationError when nothing is annotated, or a label was taken from the annotations themselves."""
    images = annotated = recognised = 0
    missed: Counter[str] = Counter()
    for record in records:
        if not is_annotated(record, source):
            continue
        images += 1
        own = next((label.name for label in record.labels if label.by.source == source), None)
        if own is not None and not is_own_allowed:
            raise EvaluationError(
                f"{record.key}: the label {own!r} is an annotation of {source!r} itself, so recall would be 1 by "
                "construction; recognise with a model, or allow the source's own labels"
            )
        names = {name_of(label.name) for label in record.labels}
        wanted = {name_of(thing.label) for thing in marked(record, source)}
        annotated += len(wanted)
        recognised += len(wanted & names)
        missed.update(sorted(wanted - names))
    if not annotated:
        raise EvaluationError(f"source {source!r} annotated no object in {images} pictures; name another source")
    return LabelEvaluation(source, images, annotated, recognised, dict(sorted(missed.items())))
