"""Two sources' records of one image become one."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from pipeline.protocols.stage import Dropped
from pipeline.sources.draft import content_of
from pipeline.sources.frame import MAX_ASPECT_ERROR
from pipeline.sources.regroup import scaled, shifted
from pipeline.sources.same_object import pair_up
from pipeline.sources.source import Draft
from schemas.given import Given, GivenObject
from schemas.record import Record

_COCO_KEY = re.compile(r".*/\d{12}")


@dataclass(frozen=True, slots=True)
class Merged:
    """What one identity's drafts became: in = out (`drafts`) + merged (`absorbed`).

    `absorbed`: the key of a draft that is gone -> the key it became part of. `apart`: the key of a draft that stays on
    its own though it claims to be the same image -> the key whose aspect ratio it does not have (rule aspect_ratio).
    """

    drafts: tuple[Draft, ...]
    absorbed: Mapping[str, str] = field(default_factory=dict)
    apart: Mapping[str, str] = field(default_factory=dict)


def merge(drafts: Sequence[Draft]) -> Merged:
    """Drafts of one identity; any order gives the same result.

    A COCO key (its 12 digits) goes before all others, then the smallest. The first draft takes in every one of its
    aspect ratio, boxes scaled to its picture; of those left over the next one does, and so on.
    """
    waiting = sorted(drafts, key=lambda draft: (_COCO_KEY.fullmatch(draft.record.key) is None, draft.record.key))
    kept: list[Draft] = []
    absorbed: dict[str, str] = {}
    apart: dict[str, str] = {}
    while waiting:
        host, *others = waiting
        fitting = [one for one in others if _fits(host.record, one.record)]
        kept.append(_join(host, fitting))
        absorbed |= {one.record.key: host.record.key for one in fitting}
        waiting = [one for one in others if one.record.key not in absorbed]
        if len(kept) > 1:
            apart[host.record.key] = kept[0].record.key
    return Merged(tuple(kept), absorbed, apart)


def _fits(a: Record, b: Record) -> bool:
    ratio = (a.image.width * b.image.height) / (a.image.height * b.image.width)
    return abs(ratio - 1) <= MAX_ASPECT_ERROR


def _join(host: Draft, guests: Sequence[Draft]) -> Draft:
    for guest in guests:
        host = _take_in(host, guest)
    return host


def _take_in(host: Draft, guest: Draft) -> Draft:
    image = host.record.image
    brought = scaled(guest.record.given, guest.record.image.size, image.size)
    pairs = pair_up(host.record.given.objects, brought.objects)
    given = _joined(host.record.given, brought, {theirs: ours for theirs, ours, _ in pairs})
    if not image.license:
        image = image.model_copy(update={"license": guest.record.image.license})
    record = host.record.model_copy(update={"given": given, "image": image, "content": content_of(image, given)})
    dropped = [Dropped("object", "same_object", brought.objects[theirs].label, iou) for theirs, _, iou in pairs]
    made = {kind: host.made.get(kind, 0) + guest.made.get(kind, 0) for kind in sorted({*host.made, *guest.made})}
    return Draft(record, host.locator, made, (*host.dropped, *guest.dropped, *dropped))


def _joined(host: Given, guest: Given, same: Mapping[int, int]) -> Given:
    """`same`: the guest's objects the host has too; what points to one of them points to the host's now."""
    places: dict[int, int] = dict(same)
    for theirs in range(len(guest.objects)):
        if theirs not in same:
            places[theirs] = len(host.objects) + len(places) - len(same)
    moved = shifted(guest, places)
    objects = [
        _enriched(one, [guest.objects[t] for t, o in same.items() if o == i]) for i, one in enumerate(host.objects)
    ]
    return Given(
        captions=host.captions + moved.captions,
        objects=(*objects, *(one for i, one in enumerate(guest.objects) if i not in same)),
        relations=host.relations + moved.relations,
        phrases=host.phrases + moved.phrases,
        questions=host.questions + moved.questions,
        conversations=host.conversations + moved.conversations,
        descriptions=host.descriptions + moved.descriptions,
        exhaustive=host.exhaustive + moved.exhaustive,
    )


def _enriched(one: GivenObject, twins: Sequence[GivenObject]) -> GivenObject:
    """The host's box and mask, with what a twin knows beside: attributes and the sense of its name."""
    for twin in twins:
        attributes = tuple(dict.fromkeys((*one.attributes, *twin.attributes)))
        one = one.model_copy(update={"attributes": attributes, "synset": one.synset or twin.synset})
    return one
