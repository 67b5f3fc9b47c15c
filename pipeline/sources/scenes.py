"""Rendered scenes with perfect annotations, read back through the reader of the layout they were written in."""

import fcntl
import hashlib
import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Literal

from pipeline.scenes.dataset import render_dataset
from pipeline.scenes.folder import VERSION
from pipeline.scenes.layout import Framing
from pipeline.sources.coco.source import CocoSource
from pipeline.sources.source import Draft, Fragment, Grain, Locator, Refused, SourceError
from pipeline.sources.visual_genome.source import VisualGenomeSource
from schemas.sources import CocoSpec, ScenesSpec, VisualGenomeSpec

Layout = Literal["coco", "visual_genome"]

GRAINS: Mapping[Layout, frozenset[Grain]] = {
    "coco": frozenset({"caption", "label", "region"}),
    "visual_genome": frozenset({"label", "region", "relation", "question"}),
}

BYTES_PER_SCENE = 8192
"""About what one scene's annotations take in one layout."""


WORTH_STARTING = 1000
"""Scenes from which on further processes are worth their start: 0.7 s each, a scene takes 15 ms."""


class ScenesSource:
    """One layout of the scenes; both layouts share one rendering, a pure function of count, seed and framing."""

    def __init__(self, spec: ScenesSpec, scratch: Path, layout: Layout, name: str) -> None:
        self._spec = spec
        self._framing = Framing(spec.most_things, spec.size)
        self._root = scratch / f"scenes-{spec.count}-{spec.seed}-{spec.most_things}-{spec.size:g}"
        self._layout = layout
        self._inner = _reader(self._root, layout, name)
        self._is_rendered = False

    @property
    def name(self) -> str:
        return self._inner.name

    @property
    def grains(self) -> frozenset[Grain]:
        return GRAINS[self._layout]

    def check(self) -> None:
        """Nothing can be missing before it was rendered."""

    def prepare(self) -> None:
        """Renders what is not there yet. Raises SourceError when the place is taken by something else."""
        self._render((os.cpu_count() or 1) if self._spec.count >= WORTH_STARTING else 1)
        self._inner.check()

    def _render(self, workers: int = 1) -> None:
        """Once per scratch folder: with a bucket for RUN_DIR that is once per machine, by whichever worker is first."""
        if self._is_rendered:
            return
        self._root.parent.mkdir(parents=True, exist_ok=True)
        with Path(f"{self._root}.lock").open("w") as turn:
            fcntl.flock(turn, fcntl.LOCK_EX)
            try:
                render_dataset(self._root, self._spec.count, self._spec.seed, self._framing, workers)
            except ValueError as error:
                raise SourceError(f"source {self.name!r}: {error}") from error
        self._is_rendered = True

    def num_bytes(self) -> int:
        return BYTES_PER_SCENE * self._spec.count

    def most_images(self) -> int | None:
        return self._spec.count

    def digest(self) -> str:
        """Of what the scenes are a pure function of: known before they are rendered."""
        parts = "scenes", self.name, self._layout, self._spec.count, self._spec.seed, self._framing, VERSION
        return hashlib.sha256(repr(parts).encode()).hexdigest()

    def fragments(self) -> Iterator[Fragment]:
        return self._inner.fragments()

    def tables(self) -> Mapping[str, Any]:
        return self._inner.tables()

    def assemble(self, image_id: str, fragments: Sequence[Fragment], tables: Mapping[str, Any]) -> Draft | Refused:
        self._render()
        return self._inner.assemble(image_id, fragments, tables)

    def read(self, locator: Locator) -> bytes:
        self._render()
        return self._inner.read(locator)


def _reader(root: Path, layout: Layout, name: str) -> CocoSource | VisualGenomeSource:
    """Scenes have no official COCO ids: the same picture in both layouts is known by its bytes."""
    if layout == "coco":
        folder = root / "coco"
        return CocoSource(
            CocoSpec(
                kind="coco",
                name=name,
                images=str(root / "images"),
                instances=str(folder / "instances.json"),
                captions=str(folder / "captions.json"),
                coco_ids=False,
            )
        )
    folder = root / "visual_genome"
    spec = VisualGenomeSpec(kind="visual_genome", name=name, images=str(folder / "images"), annotations=str(folder))
    return VisualGenomeSource(spec, has_coco_ids=False)
