"""What a document is about to say: the record's grains a recipe takes, selected, described and counted anew."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from schemas.document import DocumentCaption, DocumentLabel, DocumentRegion, DocumentRelation
from schemas.geometry import Box
from schemas.objectimage import ObjectImage
from schemas.provenance import Provenance
from schemas.recipe import Grain
from schemas.record import Description, Label, Record, Region, Relation

NOT_DESCRIBED = Provenance(stage="", backend="")


@dataclass(frozen=True, slots=True)
class Sheet:
    """All indices are the document's own. `shown` are its regions that have an object image, best first."""

    key: str
    view: Box
    captions: tuple[DocumentCaption, ...]
    labels: tuple[DocumentLabel, ...]
    regions: tuple[DocumentRegion, ...]
    relations: tuple[DocumentRelation, ...]
    object_images: tuple[ObjectImage, ...]
    shown: tuple[int, ...]


def captions_of(record: Record, grains: frozenset[Grain]) -> tuple[DocumentCaption, ...]:
    if "caption" not in grains:
        return ()
    return tuple(DocumentCaption(text=c.text, by=c.by) for c in record.captions)


def labels_of(record: Record, grains: frozenset[Grain]) -> tuple[DocumentLabel, ...]:
    """With their descriptions where the recipe takes them."""
    if "label" not in grains:
        return ()
    known = _descriptions(record.descriptions) if "description" in grains else {}
    return tuple(_label(label, known) for label in record.labels)


def _descriptions(descriptions: Sequence[Description]) -> dict[tuple[str, str], Description]:
    known: dict[tuple[str, str], Description] = {}
    for described in descriptions:
        known.setdefault((described.label, described.sense), described)
        known.setdefault((described.label, ""), described)
    return known


def _label(label: Label, known: Mapping[tuple[str, str], Description]) -> DocumentLabel:
    found = known.get((label.name, label.synset)) or known.get((label.name, ""))
    if found is None:
        return DocumentLabel(
            name=label.name, description="", sense=label.synset, by=label.by, described_by=NOT_DESCRIBED
        )
    return DocumentLabel(name=label.name, description=found.text, sense=found.sense, by=label.by, described_by=found.by)


def region_of(region: Region, box: Box) -> DocumentRegion:
    return DocumentRegion(
        label=region.label,
        box=box,
        score=region.score,
        origin=region.origin,
        attributes=region.attributes,
        phrase=region.phrase,
        is_crowd=region.is_crowd,
    )


def relation_of(relation: Relation, moved: Mapping[int, int]) -> DocumentRelation:
    return DocumentRelation(
        subject=moved[relation.subject],
        predicate=relation.predicate,
        object=moved[relation.object],
        origin=relation.origin,
        by=relation.by,
    )
