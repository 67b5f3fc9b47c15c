"""Publishing 2,000 scenes on 2 workers beside a hand-written loop: reading, hashing, composing, tar writing."""

import hashlib
import io
import json
import tarfile
import time
from collections.abc import Callable
from pathlib import Path

from pipeline.engine.engine import Engine
from pipeline.intake.inputs import Inputs
from pipeline.pixels.encode import publish_bytes
from pipeline.publish.card import CardFacts
from pipeline.publish.compose import Unpublished, compose
from pipeline.publish.recipes import ReadyRecipe, load_recipe
from pipeline.run.context import Context
from pipeline.run.progress import Unseen
from pipeline.run.publish import annotated, publish
from tests.benchmarks.measure import medians
from tests.benchmarks.scenes_run import prepared, ray_engine

COUNT, ROUNDS = 2000, 3
RECIPE = "multigrained"
FACTS = CardFacts("benchmark", {}, {}, {})


def by_hand(context: Context, inputs: Inputs, ready: ReadyRecipe, folder: Path) -> int:
    """What one would write without this project: no splits, no recovery, no order but the hash's."""
    made = []
    for rows in inputs.slices():
        for record, locator in annotated(context, rows):
            document = compose(record, ready)
            if not isinstance(document, Unpublished):
                order = hashlib.sha256(f"0/{record.key}".encode()).hexdigest()
                made.append((order, record.key, document.model_dump_json(), record.image, locator))
    made.sort()
    size = context.job.publish.shard.max_documents
    for start in range(0, len(made), size):
        path = folder / f"{start // size:05d}.tar"
        with tarfile.open(path, "w", format=tarfile.USTAR_FORMAT) as tar:
            for _, key, text, image, locator in made[start : start + size]:
                data = context.sources[locator.source].read(locator)
                assert hashlib.sha256(data).hexdigest() == image.source_sha256
                jpg = publish_bytes(data, image.is_verbatim)
                body = json.loads(text)
                body["image"]["sha256"] = hashlib.sha256(jpg).hexdigest()
                _add(tar, f"{key}.json", json.dumps(body).encode())
                _add(tar, f"{key}.jpg", jpg)
        hashlib.sha256(path.read_bytes()).hexdigest()
    return len(made)


def _add(tar: tarfile.TarFile, name: str, data: bytes) -> None:
    info = tarfile.TarInfo(name)
    info.size = len(data)
    tar.addfile(info, io.BytesIO(data))


def main() -> None:
    context, inputs = prepared(COUNT)
    ready = load_recipe(RECIPE)
    folder = Path(context.store.root) / "by-hand"
    folder.mkdir(exist_ok=True)
    with ray_engine(context, 2) as (engine, start_up):

        def hand() -> float:
            return _timed(lambda: by_hand(context, inputs, ready, folder))

        def ours() -> float:
            return _timed(lambda: _publish(engine, context, inputs, ready))

        _publish(engine, context, inputs, ready)  # workers import what they need
        alone, together = medians(ROUNDS, hand, ours)
    print(f"publish {COUNT} scenes, recipe {RECIPE}, median of {ROUNDS}")
    print(f"  by hand, one process   {COUNT / alone:8.0f} records/s")
    print(f"  multigrain, 2 workers  {COUNT / together:8.0f} records/s  (Ray's start-up {start_up:.1f} s, apart)")
    print(f"  ratio to 2 x by hand   {alone / together / 2:8.2f}  (aim: 0.85)")


def _publish(engine: Engine, context: Context, inputs: Inputs, ready: ReadyRecipe) -> None:
    context.store.clear(f"shards/{RECIPE}")
    publish(engine, context, inputs, ready, FACTS, {}, Unseen())


def _timed(call: Callable[[], object]) -> float:
    start = time.perf_counter()
    call()
    return time.perf_counter() - start


if __name__ == "__main__":
    main()
