"""`evaluate` on a finished model instead of a run: what it can do on published shards it has not seen."""

import argparse
from pathlib import Path

from jobs.commands import Found
from jobs.train_command import need_torch, tell
from jobs.train_tables import evaluation_lines
from pipeline.run.resolve import SpecError

MARK = "multigrain.json"
"""In the folder of every finished model."""


def arguments(verb: argparse.ArgumentParser) -> None:
    verb.add_argument(
        "--shards", action="append", default=[], metavar="DIR", help="of a model: published folders to ask it about"
    )
    verb.add_argument("--split", choices=("train", "val"), default="val", help="of a model's --shards")
    verb.add_argument("--questions", type=int, metavar="N", help="of a model: of each kind, instead of all")


def is_model(folder: str) -> bool:
    return "://" not in folder and Path(folder, MARK).is_file()


def evaluate_model(options: argparse.Namespace) -> Found:
    if not options.shards:
        raise SpecError(
            f"{options.run_dir!r} is a model: name what to ask it with --shards, for example runs/demo/shards/grounding"
        )
    need_torch()
    from pipeline.training.evaluation.evaluate import evaluate_checkpoint
    from pipeline.training.refusal import TrainingSpecError

    try:
        body = evaluate_checkpoint(options.run_dir, options.shards, options.split, options.questions, tell)
    except TrainingSpecError as error:
        raise SpecError(str(error)) from error
    return Found(body, "\n".join(evaluation_lines(body)))
