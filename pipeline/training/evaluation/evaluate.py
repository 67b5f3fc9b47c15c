"""A finished model measured on published shards: `evaluate_checkpoint`."""

import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from pipeline.training.data.gather import sequencer
from pipeline.training.data.published import read_manifest
from pipeline.training.evaluation.held_out import HeldOut
from pipeline.training.evaluation.losses import losses
from pipeline.training.evaluation.probes import probe
from pipeline.training.evaluation.referring import mean_box, questions, referring
from pipeline.training.evaluation.relations import relations
from pipeline.training.models.build import Built, built_from
from pipeline.training.models.finished import facts_of
from pipeline.training.models.tokenizer import loaded_words
from pipeline.training.refusal import TrainingSpecError
from prompts.loader import load
from schemas.chat import ChatMarks, ProbeWords
from schemas.geometry import Box
from schemas.manifest import Split
from schemas.training import DataSpec, PhaseSpec, ShardSetSpec

SAMPLE = 500
"""Training questions behind the mean box."""


def evaluate_checkpoint(
    folder: str, shards: Sequence[str], split: Split, limit: int | None, say: Callable[[str], None]
) -> dict[str, Any]:
    """Everything the shards hold questions for, by recipe; written to `evaluation.json` in the model's folder.

    `limit`: questions of each kind, None: all. Raises TrainingSpecError.
    """
    facts = facts_of(folder)
    built = built_from(folder, loaded_words(folder, load("training/chat", ChatMarks).body))
    built.model.eval()
    found: dict[str, Any] = {"model": folder, "split": split, "shards": {}}
    for place in shards:
        recipe = read_manifest(place).recipe
        say(f"{recipe}: {place}")
        sets = (PhaseSpec(name="evaluation", sets=(ShardSetSpec(shards=place),)),)
        spec = DataSpec(phases=sets, max_length=facts.max_length, decimals=facts.decimals)
        held_out = HeldOut(place, split, sequencer(spec, built), built.sides, limit)
        if next(held_out.documents(), None) is None:
            raise TrainingSpecError(f"--shards {place!r}: its split {split!r} is empty; publish with publish.split.val")
        found["shards"][place] = {"recipe": recipe, **_measured(built, held_out)}
    Path(folder, "evaluation.json").write_text(json.dumps(found, indent=1) + "\n")
    return found


def _measured(built: Built, held_out: HeldOut) -> dict[str, Any]:
    made: dict[str, Any] = {"loss": losses(built, held_out)}
    asked = set(made["loss"])
    if "text_to_coordinate" in asked:
        made["referring"] = referring(built, held_out, _mean_of_training(held_out))
    if "existence" in asked:
        made["probes"] = probe(built, held_out, load("training/probes", ProbeWords).body)
    if "relation" in asked:
        made["relation"] = relations(built, held_out)
    return made


def _mean_of_training(held_out: HeldOut) -> Box | None:
    """None where the training split has no such questions."""
    boxes: list[Box] = []
    for document in replace(held_out, split="train", _places={}).documents():
        boxes += [question.box for question in questions(document)]
        if len(boxes) >= SAMPLE:
            break
    return mean_box(boxes) if boxes else None
