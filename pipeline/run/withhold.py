"""Which annotated pictures are not published: those of evaluation sets, and those that look like another one."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import NamedTuple

from pipeline.annotate.replay import replay
from pipeline.engine.engine import Engine
from pipeline.evaluate.leaks import Leak, Wanted, find_leak
from pipeline.evaluate.lists import read_lists
from pipeline.evaluate.near import near_duplicates
from pipeline.intake.inputs import Inputs, Slice, read_slice
from pipeline.run.context import Context
from pipeline.run.each import run_each
from pipeline.run.progress import Progress
from schemas.job import PublishSpec

EVALUATION, NEAR = "evaluation_image", "near_duplicate"
"""Rules of unpublished records."""

EXCLUDE = "publish.exclude"


class Hashed(NamedTuple):
    """A picture by what it looks like; `place`: of its source in the job."""

    place: int
    key: str
    phash: int


@dataclass(frozen=True, slots=True)
class Withheld:
    """`rules`: key -> rule. `lists`: name, number of names, digest, pictures found, of each list looked at."""

    rules: Mapping[str, str]
    lists: tuple[tuple[str, int, str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class StandingItem:
    rows: Slice
    keys: frozenset[str]


def check_lists(publish: PublishSpec) -> None:
    """Raises EvaluationError, SourceError."""
    read_lists(publish.exclude, EXCLUDE)


def withheld(engine: Engine, context: Context, inputs: Inputs, progress: Progress) -> Withheld:
    """Follows from inputs, ledger and the job's `publish` alone: no bucket or worker decides which picture stays.

    For near-duplicates the driver holds 200 bytes a picture meanwhile. Raises EvaluationError, SourceError.
    """
    spec = context.job.publish
    lists = read_lists(spec.exclude, EXCLUDE)
    if not lists and spec.near_duplicates is None:
        return Withheld({})
    leaks, hashed = look(context, inputs, lists, spec.near_duplicates is not None)
    rules = {leak.key: EVALUATION for found in leaks.values() for leak in found}
    if spec.near_duplicates is not None:
        distance = spec.near_duplicates.max_distance
        gone = near_in(engine, context, inputs, hashed, frozenset(rules), distance, progress)
        rules = dict.fromkeys(gone, NEAR) | rules
    return Withheld(rules, tuple(_told(path, lists[path], len(found)) for path, found in leaks.items()))


def look(
    context: Context, inputs: Inputs, lists: Mapping[str, Wanted], with_hashed: bool
) -> tuple[dict[str, list[Leak]], list[Hashed]]:
    """One pass over the inputs: by list, its pictures under the key they are published as, sorted; and all kept ones.

    A merged picture is found by its own names and published as another's. Hashes of bytes are in the records, which are
    read only where a list has any.
    """
    places = {name: place for place, name in enumerate(context.sources)}
    has_bytes = any(wanted.has_hashes for wanted in lists.values())
    leaks: dict[str, dict[str, Leak]] = {path: {} for path in lists}
    hashed: list[Hashed] = []
    for row in (row for rows in inputs.slices() for row in read_slice(context.store, rows)):
        if row.fate == "rejected":
            continue
        sha256 = json.loads(row.record)["image"]["source_sha256"] if has_bytes and row.record else ""
        host = row.detail if row.fate == "merged" else row.key
        for path, wanted in lists.items():
            if (leak := find_leak(wanted, row.key, row.identity, sha256)) is not None:
                leaks[path][host] = replace(leak, key=host)
        if with_hashed and row.fate == "kept" and row.phash is not None:
            hashed.append(Hashed(places.get(row.locator.source, 0), row.key, row.phash))
    return {path: [leak for _, leak in sorted(found.items())] for path, found in leaks.items()}, hashed


def near_in(
    engine: Engine,
    context: Context,
    inputs: Inputs,
    pictures: Iterable[Hashed],
    evaluation: frozenset[str],
    max_distance: int,
    progress: Progress,
) -> dict[str, str]:
    """Key of a picture that looks like another -> that one, which is annotated or in an evaluation set.

    Preferred are pictures of evaluation sets (so what looks like one is not published either), then the order of the
    job's sources, then that of keys.
    """
    ranked = sorted(pictures, key=lambda one: (one.key not in evaluation, one.place, one.key))
    annotated = set(evaluation)
    while True:
        gone = near_duplicates([one.phash for one in ranked], max_distance)
        hosts = {ranked[place].key for place in gone.values()} - annotated
        if not hosts:
            return {ranked[place].key: ranked[host].key for place, host in sorted(gone.items())}
        standing = _annotated(engine, context, inputs, hosts, progress)
        annotated |= standing
        ranked = [one for one in ranked if one.key not in hosts - standing]


def _annotated(
    engine: Engine, context: Context, inputs: Inputs, keys: Iterable[str], progress: Progress
) -> frozenset[str]:
    """Of these, the ones that came through every stage."""
    by_bucket: dict[Slice, set[str]] = {}
    for key in keys:
        by_bucket.setdefault(inputs.slice_of(key), set()).add(key)
    items = [StandingItem(rows, frozenset(found)) for rows, found in by_bucket.items()]
    return frozenset().union(*run_each(engine, standing, items, progress, "near-duplicates"))


def standing(context: Context, item: StandingItem) -> frozenset[str]:
    rows = [row for row in read_slice(context.store, item.rows) if row.key in item.keys]
    stories = replay(context.ledger, context.nodes, item.rows.name, rows)
    return frozenset(story.input.key for story in stories if story.standing == "annotated")


def _told(path: str, wanted: Wanted, found: int) -> tuple[str, int, str, int]:
    names = "\n".join(sorted((*wanted.identities, *wanted.keys)))
    return path.rsplit("/", 1)[-1], len(wanted), hashlib.sha256(names.encode()).hexdigest(), found
