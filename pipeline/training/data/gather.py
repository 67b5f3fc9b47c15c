"""All of a training's data, put together: surveys of every set, the plan, and what reads its rows."""

import hashlib
import json
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from pipeline.training.data.atoms import Atomizer
from pipeline.training.data.loader import Reader
from pipeline.training.data.plan import Plan, make_plan
from pipeline.training.data.published import DamagedShardError
from pipeline.training.data.sequences import Sequencer
from pipeline.training.data.survey import SetSurvey, Surveyor
from pipeline.training.engine.ranks import Ranks
from pipeline.training.models.build import Built
from schemas.training import DataSpec


@dataclass(frozen=True, slots=True)
class Data:
    """`surveys` in the order of phases and their sets."""

    surveys: list[SetSurvey]
    plan: Plan
    reader: Reader


def sequencer(spec: DataSpec, built: Built) -> Sequencer:
    atomizer = Atomizer(built.words, built.pictures, spec.decimals)
    return Sequencer(built.words, atomizer, spec.max_length, spec.questions == "together")


def gather(spec: DataSpec, built: Built, cache: Path, ranks: Ranks) -> Data:
    """Each rank surveys its share of the shards, then all read all. Raises TrainingSpecError, DamagedShardError."""
    sequences = sequencer(spec, built)
    surveyor = Surveyor(sequences, _identity(spec, built), cache, spec.damaged == "skip")
    for phase in spec.phases:
        for wanted in phase.sets:
            with suppress(DamagedShardError):  # `survey` below meets it again, on every rank
                surveyor.prepare(wanted, ranks.rank, ranks.count)
    ranks.wait()
    surveys = [[surveyor.survey(wanted) for wanted in phase.sets] for phase in spec.phases]
    flat = [survey for phase in surveys for survey in phase]
    return Data(flat, make_plan(spec, surveys), Reader(flat, sequences, built.sides, spec.damaged == "skip"))


def _identity(spec: DataSpec, built: Built) -> str:
    tokens = [built.words.digest(), built.words.marks.model_dump(), str(built.pictures)]
    said = [*tokens, spec.max_length, spec.questions, spec.decimals]
    return hashlib.sha256(json.dumps(said).encode()).hexdigest()
