"""Phase three: from the ledger to shards, one recipe after the other, as an external sort in parallel tasks."""

import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

from pipeline.annotate.replay import replay
from pipeline.engine.engine import Engine
from pipeline.intake.buckets import bucket_of
from pipeline.intake.inputs import Inputs, Slice, read_slice
from pipeline.publish.bucket import Composed, compose_bucket, total
from pipeline.publish.card import CardFacts
from pipeline.publish.close import close
from pipeline.publish.cut import Group, cut
from pipeline.publish.group import StagedPart, write_group
from pipeline.publish.recipes import ReadyRecipe, feeds, load_recipe
from pipeline.publish.workfile import choose_files
from pipeline.run.context import Context
from pipeline.run.each import run_each
from pipeline.run.progress import Progress
from pipeline.run.resolve import SpecError, grains_of, tasks_of
from pipeline.sources.source import Locator
from pipeline.store.store import Store
from schemas.manifest import Manifest
from schemas.record import Record


@dataclass(frozen=True, slots=True)
class ComposeItem:
    """Several buckets make one work file: every shard reads from every file, so few files are better.

    `withheld`: of their keys, those that are not published, and why.
    """

    slices: tuple[Slice, ...]
    path: str
    recipe: str
    withheld: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class GroupItem:
    paths: tuple[str, ...]
    group: Group
    staging: str


def check_recipes(context: Context, names: Sequence[str]) -> tuple[ReadyRecipe, ...]:
    """Raises SpecError or RecipeError for a recipe that does not exist, contradicts itself, or can never be fed."""
    grains = grains_of(context.stages, context.sources.values())
    ready = tuple(load_recipe(name) for name in names)
    for recipe in ready:
        reason = feeds(recipe, grains, tasks_of(context.stages))
        if reason is not None:
            raise SpecError(f"publish.recipes: {reason}")
    return ready


def shards_folder(limit: int | None) -> str:
    """A limited run publishes beside the whole one."""
    return "shards" if limit is None else f"shards-limit-{limit}"


def folder_of(recipe: str, limit: int | None) -> str:
    return f"{shards_folder(limit)}/{recipe}"


def published_folder(store: Store, limit: int | None, recipe: str | None) -> str:
    """Where a published recipe lies; None: the only one. Raises SpecError naming those there are."""
    found = store.names(shards_folder(limit))
    if not found:
        raise SpecError(f"{store.root}: nothing is published here; `multigrain run` first")
    if recipe is None and len(found) > 1:
        raise SpecError(f"--recipe: several are published, name one of {', '.join(found)}")
    if recipe is not None and recipe not in found:
        raise SpecError(f"--recipe: {recipe!r} is not published here; there is {', '.join(found)}")
    return folder_of(recipe or found[0], limit)


def publish(
    engine: Engine,
    context: Context,
    inputs: Inputs,
    recipe: ReadyRecipe,
    facts: CardFacts,
    withheld: Mapping[str, str],
    progress: Progress,
) -> Manifest:
    """`withheld`: key -> why it is not published.

    Raises PictureChangedError, OSError, EngineError; until its last step nothing published before is touched.
    """
    store, spec = context.store, context.job.publish
    work = f"work/publish-{recipe.stem}"
    store.clear(work)
    shutil.rmtree(context.scratch / "tars", ignore_errors=True)  # what a killed worker left unfinished
    items = _compose_items(inputs, work, recipe.stem, withheld)
    composed = total(run_each(engine, compose_slices, items, progress, f"{recipe.stem}: compose"))
    paths = tuple(item.path for item in items)
    groups = [GroupItem(paths, group, f"{work}/staged") for group in cut(store, paths, spec.shard.max_documents)]
    parts = run_each(engine, write_shards, groups, progress, f"{recipe.stem}: shards")
    manifest = close(
        store,
        folder_of(recipe.stem, inputs.limit),
        recipe,
        spec,
        composed,
        [part for found in parts for part in found],
        facts,
    )
    store.clear(work)
    return manifest


def _compose_items(inputs: Inputs, work: str, recipe: str, withheld: Mapping[str, str]) -> list[ComposeItem]:
    slices = list(inputs.slices())
    files = min(len(slices), choose_files(inputs.total()))
    shares = [tuple(slices[at::files]) for at in range(files)]
    by_bucket: dict[int, list[tuple[str, str]]] = {}
    for key, rule in withheld.items():
        by_bucket.setdefault(bucket_of(key, inputs.num_buckets), []).append((key, rule))
    return [
        ComposeItem(
            share,
            f"{work}/{at:05d}.parquet",
            recipe,
            tuple(chain.from_iterable(by_bucket.get(rows.bucket, ()) for rows in share)),
        )
        for at, share in enumerate(shares)
    ]


def compose_slices(context: Context, item: ComposeItem) -> Composed:
    recipe = load_recipe(item.recipe)
    records = chain.from_iterable(annotated(context, rows) for rows in item.slices)
    return compose_bucket(context.store, item.path, records, recipe, context.job.publish, dict(item.withheld))


def annotated(context: Context, rows: Slice) -> Iterator[tuple[Record, Locator]]:
    """The records that came through every stage, with the place of their pictures."""
    for story in replay(context.ledger, context.nodes, rows.name, read_slice(context.store, rows)):
        if story.standing == "annotated":
            yield story.growing.record(), story.input.locator


def write_shards(context: Context, item: GroupItem) -> tuple[StagedPart, ...]:
    def read(locator: Locator) -> bytes:
        return context.sources[locator.source].read(locator)

    scratch = context.scratch / "tars"
    return write_group(context.store, item.paths, item.group, context.job.publish.shard, read, item.staging, scratch)
