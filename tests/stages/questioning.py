"""Runs `ask` with the templates, and `check`, over one record."""

import asyncio
from functools import cache
from typing import Any

from pipeline.backends.rules.questions.asker import TemplateAsker
from pipeline.protocols.stage import Kept, Outcome, Stage
from pipeline.stages.ask import Ask
from pipeline.stages.check import Check
from schemas.part import Turn
from schemas.question import Conversation
from schemas.record import Record
from schemas.stages import AskSpec, CheckSpec

FILTER = {"min_crop_area", "max_crop_area", "max_option_iou", "min_score", "max_boxes_per_label"}


def templates(**settings: Any) -> Ask:
    return _templates(AskSpec(**settings).model_dump_json())


@cache
def _templates(settings: str) -> Ask:
    """Kept: reading the wordings takes longer than most tests."""
    spec = AskSpec.model_validate_json(settings)
    return Ask(spec, [TemplateAsker(spec)])


def outcome(stage: Stage, record: Record) -> Outcome:
    """Not asyncio.run: Python 3.11's formats the whole result when it takes its signal handler down."""
    loop = asyncio.new_event_loop()
    try:
        return loop.run_until_complete(stage.run(record))
    finally:
        loop.close()


def kept(stage: Stage, record: Record) -> Kept:
    found = outcome(stage, record)
    assert isinstance(found, Kept)
    assert found.made["question"] == len(found.adds["conversations"]) + len(found.dropped)
    return found


def questions(stage: Stage, record: Record) -> list[Conversation]:
    return [one for one in kept(stage, record).adds["conversations"] if isinstance(one, Conversation)]


def with_questions(record: Record, *conversations: Conversation) -> Record:
    return record.model_copy(update={"conversations": conversations})


def rule(record: Record, conversation: Conversation, **settings: Any) -> str | None:
    """The rule by which `check` drops this one conversation; None: it stays."""
    drops = kept(Check(CheckSpec(**settings)), with_questions(record, conversation)).dropped
    return drops[0].rule if drops else None


def said(turn: Turn) -> str:
    """The words of a turn, `#3` where coordinates are wanted, `~0` for an object image."""
    return "".join(
        part.text or (f"#{part.region}" if part.region is not None else "~" if part.image else f"~{part.object_image}")
        for part in turn.parts
    )
