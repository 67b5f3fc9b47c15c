"""What a run needs once and not per picture, asked ahead of its stage: what each label means, for each of its senses.

Every worker would ask it for pictures of its own; so the questions are collected, shared out, and each is asked once.
The stage then finds the answers kept.
"""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pipeline.annotate.replay import replay
from pipeline.engine.engine import Engine
from pipeline.intake.inputs import Inputs, Slice, read_slice
from pipeline.protocols.backend import Said
from pipeline.protocols.stage import StopError
from pipeline.run.build import describe_stage
from pipeline.run.context import Context
from pipeline.run.desk import Share
from pipeline.run.each import run_each
from pipeline.run.progress import Progress
from pipeline.run.slice import nodes_until
from schemas.record import Description, Record
from schemas.stages import StagesSpec

AHEAD_OF = "describe"
TOGETHER = 256
"""Questions in one task."""
Question = tuple[str, str]
"""A label and its sense."""


def asks_ahead(stages: StagesSpec) -> bool:
    return stages.describe is not None and stages.describe.asks_model


def ask_ahead(engine: Engine, context: Context, inputs: Inputs, share: Share, progress: Progress) -> None:
    """Raises StopError. A question that the model refuses is met again, and counted, by the stage."""
    asked = open_questions(engine, context, inputs, progress)
    groups = [AskItem(tuple(asked[start : start + TOGETHER]), share) for start in range(0, len(asked), TOGETHER)]
    run_each(engine, ask_questions, groups, progress, "describe: ask")


def open_questions(engine: Engine, context: Context, inputs: Inputs, progress: Progress) -> list[Question]:
    """Each once, of all records whose labels are known."""
    found: set[Question] = set()
    for some in run_each(engine, collect_slice, list(inputs.slices()), progress, "describe: collect"):
        found.update(some)
    return sorted(found)


@dataclass
class Listener:
    """Stands where the model will be asked, and only notes what about."""

    name: str = "openai"
    heard: dict[Question, None] = field(default_factory=dict)

    def identity(self) -> Mapping[str, Any]:
        return {}

    async def describe(self, record: Record) -> Said[Description]:
        from pipeline.backends.openai.describer import questions

        self.heard.update(dict.fromkeys(questions([record])))
        return Said()


async def collect_slice(context: Context, rows: Slice) -> list[Question]:
    spec, listener = context.stages.describe, Listener()
    assert spec is not None
    stage = describe_stage(spec, listener)
    before = nodes_until(context, AHEAD_OF)
    for story in replay(context.ledger, before, rows.name, read_slice(context.store, rows)):
        if story.standing == "annotated":
            await stage.run(story.growing.record())
    return list(listener.heard)


@dataclass(frozen=True, slots=True)
class AskItem:
    questions: Sequence[Question]
    share: Share


async def ask_questions(context: Context, item: AskItem) -> None:
    from pipeline.run.models import describer as describer_of

    spec = context.stages.describe
    assert spec is not None
    describer = describer_of(spec, await context.open_desk(item.share))
    asked = (describer.meaning(label, sense) for label, sense in item.questions)
    for error in await asyncio.gather(*asked, return_exceptions=True):
        if isinstance(error, StopError):
            raise error
