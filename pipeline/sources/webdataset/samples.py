"""From a tar's members to one fragment per sample: where the picture lies, what its text and JSON say."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any, BinaryIO

from pipeline.sources.files import Place
from pipeline.sources.imageid import encode_id
from pipeline.sources.source import Fragment
from pipeline.sources.webdataset.members import IMAGE_EXTENSIONS, Member, members
from pipeline.sources.webdataset.seen import Seen

MAX_TEXT_BYTES = 1 << 20
"""Longer text and JSON members are not read: a caption has some hundred bytes."""


@dataclass
class Sample:
    """`caption` is None where there is none; `fault` is the rule an unusable one broke, `damage` the whole sample."""

    shard: str
    key: str
    images: list[tuple[int, int]] = field(default_factory=list)
    caption: str | None = None
    fault: str = ""
    damage: str = ""
    license: str = ""
    status: str = ""


def sample_fragments(path: Place, caption_key: str, seen: Seen) -> Iterator[Fragment]:
    """Kinds: sample; duplicate for a key met before, in this tar or an earlier one. Raises SourceError."""
    with path.open("rb") as file:
        for key, group in groupby(members(path), key=lambda member: member.key):
            met = list(group)
            sample = _read(file, path.name, key, met, caption_key)
            body = json.dumps(vars(sample))
            if seen.add(key):
                yield Fragment(encode_id(key), "sample", body)
            else:
                yield Fragment(encode_id(f"{path.name}@{met[0].offset}/{key}"), "duplicate", body)


def _read(file: BinaryIO, shard: str, key: str, met: list[Member], caption_key: str) -> Sample:
    sample = Sample(shard, key)
    by_extension = {member.extension: member for member in met}
    if len(by_extension) < len(met):
        sample.damage = "duplicate_member"
    sample.images = [(one.offset, one.length) for one in met if one.extension in IMAGE_EXTENSIONS]
    info: Mapping[str, Any] = {}
    if "json" in by_extension:
        info = _read_json(file, by_extension["json"], sample)
    sample.license, sample.status = _said(info.get("license")), _said(info.get("status"))
    if "txt" in by_extension:
        sample.caption, sample.fault = _read_text(file, by_extension["txt"])
    elif info.get(caption_key) is not None:
        sample.caption = _said(info[caption_key])
        sample.fault = "" if isinstance(info[caption_key], str) else "bad_shape"
    return sample


def _read_json(file: BinaryIO, member: Member, sample: Sample) -> Mapping[str, Any]:
    text, fault = _read_text(file, member)
    try:
        found = json.loads(text) if not fault else None
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        sample.damage = "bad_json"
        return {}
    return found


def _read_text(file: BinaryIO, member: Member) -> tuple[str, str]:
    """The text, and the rule it breaks if it does."""
    if member.length > MAX_TEXT_BYTES:
        return "", "too_long"
    file.seek(member.offset)
    try:
        return file.read(member.length).decode(), ""
    except UnicodeDecodeError:
        return "", "not_utf8"


def _said(value: Any) -> str:
    return value if isinstance(value, str) else ""
