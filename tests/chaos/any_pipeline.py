"""Small random pipelines run in this process, over a store that breaks after so many writes."""

import shutil
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path
from random import Random
from typing import Any

from hypothesis import strategies as st

from pipeline.engine.engine import Engine, OnResult, Task
from pipeline.engine.local import LocalEngine
from pipeline.run.annotate import annotate
from pipeline.run.context import Context
from pipeline.run.intake import take_in
from pipeline.run.open import open_job
from pipeline.run.progress import Unseen
from pipeline.run.publish import check_recipes
from pipeline.run.run import publish_all
from pipeline.store.local import LocalStore
from schemas.job import Job
from tests.chaos.judge import ledger_rows
from tests.datasets import coco_job, make_coco
from tests.front_door import digests

QUICK = (("caption",), ("caption", "recognize"), ("caption", "recognize", "ground"), ("recognize", "ground", "relate"))
FULL = (
    *QUICK,
    ("caption", "recognize", "ground", "describe"),
    ("caption", "recognize", "ground", "describe", "relate", "ask", "check"),
)
RECIPES = {
    "caption": ("caption",),
    "caption+label": ("caption", "recognize"),
    "multigrained": ("caption", "recognize", "ground", "describe"),
    "conversation": ("ask",),
}


@dataclass(frozen=True)
class AnyJob:
    """What decides bytes."""

    pictures: int
    seed: int
    missing: tuple[int, ...]
    stages: tuple[str, ...]
    settings: tuple[tuple[str, Any], ...]
    publish: tuple[tuple[str, Any], ...]
    limit: int | None


@dataclass(frozen=True)
class AnyWay:
    """What must not: buckets, the order of tasks, and where the run breaks (writes survived), again and again."""

    buckets: int
    order: int
    breaks: tuple[int, ...]


@st.composite
def any_job(draw: st.DrawFn, stages: tuple[tuple[str, ...], ...]) -> AnyJob:
    pictures = draw(st.integers(1, 6))
    chosen = draw(
        st.sampled_from([each for each in stages if any(set(need) <= set(each) for need in RECIPES.values())])
    )
    return AnyJob(
        pictures,
        draw(st.integers(0, 99)),
        tuple(draw(st.lists(st.integers(1, pictures), max_size=2, unique=True))),
        chosen,
        (("min_area", draw(st.sampled_from([0.0, 0.05, 0.3]))),) if "relate" in chosen else (),
        (
            ("max_documents", draw(st.integers(1, 4))),
            ("val", draw(st.sampled_from([0.0, 0.3, 0.7]))),
            ("seed", draw(st.integers(0, 3))),
        ),
        draw(st.none() | st.integers(1, 6)),
    )


ANY_WAY = st.builds(
    AnyWay,
    st.sampled_from([1, 2, 8, 32]),
    st.integers(0, 99),
    st.lists(st.integers(0, 60), max_size=3).map(tuple),
)


@dataclass(frozen=True)
class BreakingStore(LocalStore):
    """Breaks for good after `left` writes, moves and deletions; a copy in a worker counts for itself."""

    left: list[int] = field(default_factory=list, hash=False, compare=False)

    def _spend(self) -> None:
        if self.left:
            self.left[0] -= 1
            if self.left[0] < 0:
                raise OSError(5, "this disk breaks here")

    def write(self, path: str, data: bytes) -> None:
        self._spend()
        super().write(path, data)

    def put(self, path: str, local: Path) -> None:
        self._spend()
        super().put(path, local)

    def move(self, source: str, target: str) -> None:
        self._spend()
        super().move(source, target)

    def delete(self, path: str) -> None:
        self._spend()
        super().delete(path)


class ShuffledEngine(LocalEngine):
    """Takes the tasks in another order."""

    def __init__(self, context: Any, order: int) -> None:
        super().__init__(context)
        self._rng = Random(order)

    def run(self, tasks: Iterable[Task], on_result: OnResult) -> None:
        shuffled = list(tasks)
        self._rng.shuffle(shuffled)
        super().run(shuffled, on_result)


def job_of(any_job: AnyJob, folder: Path, out: Path) -> Job:
    if not (folder / "data").exists():
        make_coco(folder / "data", any_job.pictures, any_job.seed)
        for number in any_job.missing:
            (folder / f"data/images/{number:012d}.jpg").unlink()
    body = coco_job(folder / "data", out)
    body["stages"] = {name: dict(any_job.settings) if name == "relate" else {} for name in any_job.stages}
    publish = dict(any_job.publish)
    body["publish"] = {
        "recipes": [name for name, need in RECIPES.items() if set(need) <= set(any_job.stages)],
        "shard": {"max_documents": publish["max_documents"]},
        "split": {"val": publish["val"]},
        "seed": publish["seed"],
    }
    return Job.model_validate(body)


def results(any_job: AnyJob, way: AnyWay, folder: Path, out: Path) -> dict[str, Any]:
    """Shards, ledger and numbers after the run got through, however often it broke on the way."""
    shutil.rmtree(out, ignore_errors=True)
    context = open_job(job_of(any_job, folder, out))
    found: dict[str, Any] | None = None
    for left in (*way.breaks, None):
        store = BreakingStore(str(out), [] if left is None else [left])
        broken = replace(context, store=store)
        engine = ShuffledEngine(broken, way.order)
        try:
            found = once(engine, broken, any_job.limit, way.buckets)
        except OSError:
            assert left is not None
        finally:
            engine.close()
    assert found is not None
    shards = digests(out / ("shards" if any_job.limit is None else f"shards-limit-{any_job.limit}"))
    return {"shards": shards, "rows": ledger_rows(out), "numbers": numbers(found)}


def once(engine: Engine, context: Context, limit: int | None, buckets: int) -> dict[str, Any]:
    recipes = check_recipes(context, context.job.publish.recipes)
    inputs = replace(take_in(engine, context, buckets, Unseen()), limit=limit)
    tallies = annotate(engine, context, inputs, False, Unseen())
    return publish_all(engine, context, inputs, recipes, tallies, Unseen())


def numbers(found: dict[str, Any]) -> dict[str, Any]:
    """All that `status` says of the data, nothing of how it came about."""
    kept = {key: found[key] for key in ("inputs", "annotated", "rejected_records", "rejected_items", "unpublished")}
    return kept | {"stages": [(s["name"], s["in"], s["out"], s["rejected"], s["items"]) for s in found["stages"]]}
