"""Boxes for a record's labels by GroundingDINO: each object by its own prompt, each answer kept."""

import asyncio
from collections.abc import Mapping, Sequence
from functools import cached_property
from operator import attrgetter
from typing import Any

from pipeline.answers.answer import Reply, Request
from pipeline.answers.book import AnswerBook
from pipeline.backends.groundingdino.batcher import Batcher
from pipeline.backends.groundingdino.canvas import VERSION, Canvas, place
from pipeline.backends.groundingdino.files import Files, find_files
from pipeline.backends.groundingdino.loading import load_model
from pipeline.backends.groundingdino.model import GroundingModel, Question, Sight
from pipeline.backends.groundingdino.prompt import Prompt, Tokens, prompts
from pipeline.backends.groundingdino.raw import Found, dumps, loads, read_sight
from pipeline.backends.local.picture import RecordPicture
from pipeline.backends.openai.prompting.picture import ReadPicture
from pipeline.backends.openai.prompting.together import together
from pipeline.protocols.backend import Said
from pipeline.protocols.stage import Dropped, Spend
from schemas.detection import GroundingDinoSpec
from schemas.record import Record, Region


class GroundingDinoGrounder:
    """One per worker process. Weights are loaded when the first question is not answered yet.

    Proposes all that the kept answers hold and `text_threshold` lets through: box thresholds are the stage's.
    """

    name = "groundingdino"

    def __init__(self, spec: GroundingDinoSpec, book: AnswerBook, read: ReadPicture) -> None:
        self._spec, self._book, self._read = spec, book, read
        self._batcher = Batcher[Question, Sight](lambda asked: self._model.look(asked), attrgetter("shape"), spec.batch)

    def identity(self) -> Mapping[str, Any]:
        """Raises ModelFileError for files that are missing."""
        return {"name": self.name, "version": 1, **self._spec.decisive(), "model": self._files.digest}

    @cached_property
    def _files(self) -> Files:
        return find_files(self._spec)

    @cached_property
    def _tokens(self) -> Tokens:
        return Tokens(self._files.tokenizer)

    @cached_property
    def _model(self) -> GroundingModel:
        return load_model(self._spec, self._files, self._tokens.delimiters)

    @cached_property
    def _origin(self) -> str:
        """As regions name the model."""
        return f"{self.name}@{self._files.digest[:12]}"

    async def ground(self, record: Record) -> Said[Region]:
        """Raises a StopError for the model's faults, ImageError for the picture's, OSError when the disk is full."""
        names = [label.name for label in record.labels]
        asked, unsayable = prompts(names, self._tokens, self._spec.labels_per_prompt)
        picture = _OnCanvas(RecordPicture(self._read, record), self._spec)
        told = await together(self._ask(record, prompt, picture) for prompt in asked)
        regions: list[Region] = []
        dropped = [Dropped("region", "unsayable", name[:200]) for name in unsayable]
        for prompt, (_, found, _) in zip(asked, told, strict=True):
            for one in found:
                self._sort(prompt.labels[one.label], one, regions, dropped)
        answers = tuple(answer for answer, _, _ in told)
        return Said(tuple(regions), tuple(dropped), answers, Spend(calls=sum(calls for _, _, calls in told)))

    def _sort(self, label: str, one: Found, regions: list[Region], dropped: list[Dropped]) -> None:
        if one.mean < self._spec.text_threshold:
            dropped.append(Dropped("region", "text_threshold", label, one.mean, self._spec.text_threshold))
        else:
            regions.append(Region(label=label, box=one.box, score=min(one.score, 1.0), origin=self._origin))

    async def _ask(self, record: Record, prompt: Prompt, picture: "_OnCanvas") -> tuple[str, Sequence[Found], int]:
        """The kept answer's hash, what it holds, and how often the model was called."""
        calls = 0

        async def send() -> Reply:
            nonlocal calls
            calls = 1
            sight = await self._batcher.ask(Question(await picture.canvas(), prompt))
            spec = self._spec
            return Reply(text=dumps(read_sight(sight, record.image.size, spec.min_score, spec.max_queries)))

        answer = await self._book.ask(self._request(record, prompt), send)
        return answer.request, loads(answer.reply.text), calls

    def _request(self, record: Record, prompt: Prompt) -> Request:
        """How many labels share a prompt shows in its words; text_threshold is applied to what is kept."""
        given = self._spec.decisive()
        asked = ("library", "precision", "short_side", "long_side", "min_score", "max_queries")
        parameters = {name: given[name] for name in asked}
        return Request(
            role="ground",
            model=self._origin,
            parameters={**parameters, "weights": self._files.digest, "canvas": VERSION},
            messages=({"picture": record.image.source_sha256, "prompt": prompt.text},),
        )


class _OnCanvas:
    """A record's picture, scaled once for all its prompts."""

    def __init__(self, picture: RecordPicture, spec: GroundingDinoSpec) -> None:
        self._picture, self._spec = picture, spec
        self._placing: asyncio.Task[Canvas] | None = None

    async def canvas(self) -> Canvas:
        if self._placing is None:
            self._placing = asyncio.ensure_future(self._place())
        return await self._placing

    async def _place(self) -> Canvas:
        image = await self._picture.rgb()
        return await asyncio.to_thread(place, image, self._spec.short_side, self._spec.long_side)
