"""Records whose annotations and findings are known to the last box."""

import hashlib
from collections.abc import Iterable
from typing import TypeVar

from pipeline.evaluate.boxes import Boxes
from pipeline.evaluate.labels import Labels
from pipeline.evaluate.relations import Relations
from schemas.geometry import Box
from schemas.given import Exhaustive, Given, GivenObject, GivenRelation
from schemas.provenance import Provenance
from schemas.record import Image, Label, Record, Region, Relation

MODEL = Provenance(stage="recognize", backend="openai", model="a-model")


Measure = TypeVar("Measure", Boxes, Labels, Relations)


def over(measure: Measure, records: Iterable[Record]) -> Measure:
    """Having seen these records."""
    for record in records:
        measure.add(record)
    return measure


def annotated(number: int, *things: tuple[str, Box], source: str = "coco", crowd: int = -1) -> Record:
    """A picture of 640x480 in which `source` marked these things, one of them perhaps a crowd."""
    digest = hashlib.sha256(str(number).encode()).hexdigest()
    objects = tuple(
        GivenObject(label=label, box=box, source=source, is_crowd=place == crowd)
        for place, (label, box) in enumerate(things)
    )
    return Record(
        key=f"coco/{number:012d}",
        source=source,
        identity=f"coco:{number}",
        content=digest,
        image=Image(width=640, height=480, source_sha256=digest, num_bytes=1, is_verbatim=True),
        given=Given(objects=objects, exhaustive=(Exhaustive(source=source, vocabulary="coco80"),)),
    )


def found(record: Record, *boxes: tuple[str, Box, float]) -> Record:
    """With regions of a detector."""
    regions = tuple(Region(label=label, box=box, score=score, origin="detector") for label, box, score in boxes)
    return record.model_copy(update={"regions": regions})


def recognised(record: Record, *names: str) -> Record:
    return record.model_copy(update={"labels": tuple(Label(name=name, by=MODEL) for name in names)})


def related(record: Record, given: tuple[int, str, int], *said: tuple[int, str, int]) -> Record:
    """`given`: over the annotated objects, `said`: by a model, over the regions."""
    subject, predicate, target = given
    known = GivenRelation(subject=subject, predicate=predicate, object=target, source=record.source)
    relations = tuple(Relation(subject=s, predicate=p, object=o, origin="a-model", by=MODEL) for s, p, o in said)
    graph = record.given.model_copy(update={"relations": (known,)})
    return record.model_copy(update={"given": graph, "relations": relations})
