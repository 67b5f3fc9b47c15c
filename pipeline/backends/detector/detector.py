"""The detector at work: one kept answer per picture, read by the recognizer and by the grounder."""

import asyncio
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from PIL import Image

from pipeline.answers.answer import Reply, Request
from pipeline.answers.book import AnswerBook
from pipeline.backends.detector.classes import Classes, read_classes
from pipeline.backends.detector.door import Door
from pipeline.backends.detector.raw import Detection, dumps, loads
from pipeline.backends.detector.yolox import VERSION, detections, letterbox
from pipeline.backends.local.digest import digest_of
from pipeline.backends.local.picture import RecordPicture
from pipeline.backends.openai.prompting.picture import ReadPicture
from pipeline.protocols.stage import Spend
from pipeline.stages.nms import suppressed
from schemas.detection import DetectorSpec
from schemas.record import Record


@dataclass(frozen=True, slots=True)
class Detected:
    """Best first, after the detector's own class-wise NMS; `answer` is the kept answer's hash."""

    detections: tuple[Detection, ...]
    answer: str
    spend: Spend


class Detector:
    """One per worker process, shared by the stages that use one spec. The model is loaded when first needed."""

    def __init__(self, spec: DetectorSpec, book: AnswerBook, read: ReadPicture) -> None:
        self.spec, self._book, self._read = spec, book, read
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="detector")

    def identity(self) -> Mapping[str, Any]:
        """Raises ModelFileError for files that are missing or do not belong together."""
        return {
            "name": "detector",
            "version": 1,
            **self.spec.decisive(),
            "model": self.digest,
            "names": list(self.classes.names),
        }

    @cached_property
    def classes(self) -> Classes:
        return read_classes(self.spec)

    @cached_property
    def digest(self) -> str:
        return digest_of([Path(self.spec.model)])

    @cached_property
    def model(self) -> str:
        """As regions and answers name it."""
        return f"{Path(self.spec.model).stem}@{self.digest[:12]}"

    @cached_property
    def _door(self) -> Door:
        return Door(self.spec)

    async def detect(self, record: Record) -> Detected:
        """Raises a StopError for the model's faults, ImageError for the picture's, OSError when the disk is full."""
        request, calls = self._request(record), 0

        async def send() -> Reply:
            nonlocal calls
            calls = 1
            picture = await RecordPicture(self._read, record).rgb()
            loop = asyncio.get_running_loop()
            return Reply(text=dumps(await loop.run_in_executor(self._thread, self._look, picture)))

        answer = await self._book.ask(request, send)
        return Detected(self._thinned(loads(answer.reply.text)), answer.request, Spend(calls=calls))

    def _request(self, record: Record) -> Request:
        spec = self.spec
        parameters = {
            "layout": spec.layout,
            "layout_version": VERSION,
            "input_size": spec.input_size,
            "min_score": spec.min_score,
            "num_classes": len(self.classes.names),
            "weights": self.digest,
        }
        picture = {"picture": record.image.source_sha256}
        # Named by content alone: a model file that was renamed answers nothing again.
        return Request(role="detect", model=f"detector@{self.digest[:12]}", parameters=parameters, messages=(picture,))

    def _look(self, picture: Image.Image) -> list[Detection]:
        size = self._door.input_size
        pixels, factor = letterbox(picture, size)
        return detections(self._door.run(pixels), size, factor, len(self.classes.names), self.spec.min_score)

    def _thinned(self, found: list[Detection]) -> tuple[Detection, ...]:
        """A dense detector says each thing many times: its own NMS is part of reading it."""
        lost = frozenset(suppressed([one.box for one in found], [str(one.index) for one in found], self.spec.nms_iou))
        return tuple(one for place, one in enumerate(found) if place not in lost)
