"""One record, one recipe: a document, or the reason why this recipe cannot use the record."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pipeline.publish.conversations import Taken, take
from pipeline.publish.prominence import rank_objects
from pipeline.publish.recipes import ReadyRecipe
from pipeline.publish.segments import interleave
from pipeline.publish.sheet import Sheet, captions_of, labels_of, region_of, relation_of
from pipeline.publish.view import frame, seen, whole
from pipeline.publish.wording import words_of
from schemas.document import Document, DocumentImage, DocumentLabel
from schemas.geometry import Box
from schemas.objectimage import ObjectImage
from schemas.recipe import Grain
from schemas.record import Record
from schemas.template import Template


@dataclass(frozen=True, slots=True)
class Unpublished:
    """Annotated, but not for this recipe. `rule`: no_<grain>, or no_object_image when no region is fit to be shown."""

    rule: str


def compose(record: Record, ready: ReadyRecipe) -> Document | Unpublished:
    """`image.sha256` is empty where the picture must be encoded anew: its hash is known when it is written."""
    recipe = ready.recipe.body
    template = ready.template.body if ready.template else None
    labels = labels_of(record, recipe.grains)
    for grain in recipe.requires:
        if not _has(record, grain, ready, labels):
            return Unpublished(f"no_{grain}")
    view, objects = _look(record, template, recipe.grains, labels)
    if not objects and _must_show(ready):
        return Unpublished("no_object_image")
    boxes = seen(record.regions, view, record.image.size, template)
    sheet, moved = _select(record, ready, labels, view, objects, boxes)
    if "relation" in recipe.requires and not sheet.relations:
        return Unpublished("no_relation")
    if "label" in recipe.requires and not sheet.labels:
        return Unpublished("no_label")
    if "description" in recipe.requires and not any(label.description for label in sheet.labels):
        return Unpublished("no_description")
    taken = take(record.conversations, recipe.tasks, moved, sheet.object_images)
    return _document(record, ready, sheet, taken)


def _has(record: Record, grain: Grain, ready: ReadyRecipe, labels: Sequence[DocumentLabel]) -> bool:
    match grain:
        case "caption":
            return bool(record.captions)
        case "label":
            return bool(labels)
        case "description":
            return any(label.description for label in labels)
        case "region":
            return any(r.label and not r.is_crowd for r in record.regions)
        case "relation":
            return bool(record.relations)
        case "question":
            return any(c.task in ready.recipe.body.tasks for c in record.conversations)


def _look(
    record: Record, template: Template | None, grains: frozenset[Grain], labels: Sequence[DocumentLabel]
) -> tuple[Box, list[int]]:
    if template is None or "region" not in grains or "objects" not in template.order:
        return whole(record.image.size), []
    is_any = "description" not in grains or template.labels.says_undescribed
    names = None if is_any else {label.name for label in labels if label.description}
    ranked = rank_objects(record.regions, record.image.size, template.objects, names)
    return frame(template, record.regions, record.image.size, ranked)


def _must_show(ready: ReadyRecipe) -> bool:
    return (
        ready.template is not None
        and "objects" in ready.template.body.order
        and ("region" in ready.recipe.body.requires)
    )


def _select(
    record: Record,
    ready: ReadyRecipe,
    labels: Sequence[DocumentLabel],
    view: Box,
    objects: Sequence[int],
    boxes: Mapping[int, Box],
) -> tuple[Sheet, dict[int, int]]:
    """The sheet, and where each kept region went: record index -> document index."""
    grains = ready.recipe.body.grains
    relations = [r for r in record.relations if r.subject in boxes and r.object in boxes and "relation" in grains]
    if "region" in grains:
        kept = sorted(boxes)
    else:
        spoken = {i for r in relations for i in (r.subject, r.object)}
        kept = sorted(spoken | _asked(record, ready))
    moved = {old: new for new, old in enumerate(kept)}
    if view != whole(record.image.size):
        names = {record.regions[i].label for i in kept}
        labels = [label for label in labels if label.name in names]
    shown = tuple(moved[i] for i in objects)
    sheet = Sheet(
        key=record.key,
        view=view,
        captions=captions_of(record, grains),
        labels=tuple(labels),
        regions=tuple(region_of(record.regions[i], boxes[i]) for i in kept),
        relations=tuple(relation_of(r, moved) for r in relations),
        object_images=tuple(_object_image(ready, region) for region in shown),
        shown=shown,
    )
    return sheet, moved


def _asked(record: Record, ready: ReadyRecipe) -> set[int]:
    """The regions that the conversations taken in speak of."""
    tasks = ready.recipe.body.tasks
    conversations = [c for c in record.conversations if c.task in tasks]
    parts = [part for c in conversations for turn in c.turns for part in turn.parts]
    spoken = {i for part in parts for i in part.about} | {part.region for part in parts if part.region is not None}
    return spoken | {image.region for c in conversations for image in c.object_images}


def _object_image(ready: ReadyRecipe, region: int) -> ObjectImage:
    assert ready.template is not None
    words = ready.template.body.objects
    return ObjectImage(region=region, margin=words.margin, size=words.size)


def _document(record: Record, ready: ReadyRecipe, sheet: Sheet, taken: Taken) -> Document:
    image, template = record.image, ready.template
    return Document(
        key=record.key,
        recipe=ready.recipe.name,
        template=template.name if template else "",
        image=DocumentImage(
            width=image.width,
            height=image.height,
            sha256=image.source_sha256 if image.is_verbatim else "",
            source_sha256=image.source_sha256,
            identity=record.identity,
            license=image.license,
        ),
        view=sheet.view,
        captions=sheet.captions,
        labels=sheet.labels,
        regions=sheet.regions,
        relations=sheet.relations,
        object_images=taken.object_images,
        segments=interleave(sheet, template.body, words_of(template.name)) if template else (),
        conversations=taken.conversations,
    )
