"""Rendering a whole folder of scenes, in one process or several."""

import multiprocessing
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from pipeline.scenes import coco, folder, visual_genome
from pipeline.scenes.layout import USUAL, Framing
from pipeline.scenes.scene import render
from pipeline.scenes.truth import Scene

_QUALITY = 88


def render_dataset(
    root: Path,
    count: int,
    seed: int,
    framing: Framing = USUAL,
    workers: int = 1,
    progress: Callable[[int], None] | None = None,
) -> None:
    """Render scenes 0 to `count` - 1 of `seed` into `root`; `progress` is told how many are done.

    The bytes depend on `count`, `seed` and `framing` alone. A complete folder of the same is left as it is, an
    unfinished one (or one of others) is rendered anew. Raises ValueError when `root` holds other data, or when
    `count` or `workers` is below 1.
    """
    if count < 1 or workers < 1:
        raise ValueError(f"count ({count}) and workers ({workers}) must be 1 or more")
    wanted = folder.content(count, seed, framing)
    if folder.state(root, wanted) == "complete":
        return
    folder.begin(root)
    for pictures in (_coco_pictures(root), _genome_pictures(root)):
        pictures.mkdir(parents=True)
    with (
        coco.CocoWriter(root / "coco") as instances,
        visual_genome.VisualGenomeWriter(root / "visual_genome") as genome,
        _scenes(partial(_render_one, root, seed, framing), count, workers) as scenes,
    ):
        for done, scene in enumerate(scenes, start=1):
            instances.write(scene)
            genome.write(scene)
            if progress:
                progress(done)
    folder.finish(root, wanted)


@contextmanager
def _scenes(one: Callable[[int], Scene], count: int, workers: int) -> Iterator[Iterator[Scene]]:
    """The scenes in order; spawned workers, since a forked one would inherit its parent's threads' locks."""
    if workers == 1:
        yield map(one, range(count))
        return
    with multiprocessing.get_context("spawn").Pool(workers) as pool:
        yield pool.imap(one, range(count), chunksize=8)


def _render_one(root: Path, seed: int, framing: Framing, index: int) -> Scene:
    """Render one scene, write its picture under both of its names, and return what is true of it."""
    rendered = render(seed, index, framing)
    path = _coco_pictures(root) / coco.file_name(index)
    rendered.picture.save(path, "JPEG", quality=_QUALITY, subsampling=2, optimize=False, progressive=False)
    twin = _genome_pictures(root) / visual_genome.file_name(index)
    try:
        os.link(path, twin)
    except OSError:
        shutil.copyfile(path, twin)
    return rendered.scene


def _coco_pictures(root: Path) -> Path:
    return root / "images"


def _genome_pictures(root: Path) -> Path:
    return root / "visual_genome" / "images"
