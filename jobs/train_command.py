"""The command `train`: from a training spec to a model, in this process, under torchrun, or on a Ray cluster."""

import argparse
import os
import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jobs.commands import Found
from jobs.spec import parse, read_body
from pipeline.run.resolve import SpecError
from schemas.training import TrainSpec

if TYPE_CHECKING:
    from pipeline.training.train import Trained

INSTALL = ".venv/bin/uv pip install --python .venv/bin/python -c constraints.txt -e '.[train]'"


def arguments(verb: argparse.ArgumentParser) -> None:
    verb.add_argument("spec", metavar="TRAIN.yaml", type=Path)
    verb.add_argument("--set", action="append", default=[], metavar="A.B=VALUE", dest="settings")
    verb.add_argument(
        "--with",
        action="append",
        default=[],
        metavar="OVER.yaml",
        dest="overlays",
        type=Path,
        help="laid over the spec",
    )
    verb.add_argument("--stop-after", type=int, metavar="N", help="save at step N and stop; the same call resumes")
    verb.add_argument("--ray", type=int, metavar="WORKERS", help="under Ray Train, on this many workers")
    verb.add_argument("--address", metavar="ADDRESS", help="of a running Ray cluster")


def train_spec(options: argparse.Namespace) -> Found:
    spec = parse(options.spec, read_body(options.spec, options.settings, options.overlays), TrainSpec)
    need_torch()
    if options.ray is not None:
        from jobs.train_ray import train_on_ray  # ray: 2 s that a training in this process does without

        return _found(train_on_ray(spec, options.ray, options.address, options.stop_after))
    from pipeline.training.train import train  # torch and transformers: 6 s

    return _found(body_of(train(spec, tell, options.stop_after)))


def need_torch() -> None:
    """Raises SpecError with the line that installs it."""
    try:
        import torch  # noqa: F401
        import transformers  # noqa: F401
    except ImportError as error:
        raise SpecError(f"training needs the package {error.name}; install it with: {INSTALL}") from None


def tell(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


def body_of(trained: "Trained") -> dict[str, Any]:
    return {
        "out": str(trained.out),
        "model": None if trained.model is None else str(trained.model),
        "steps": trained.steps,
        **asdict(trained.progress),
        "sets": trained.sets,
    }


def _found(body: dict[str, Any]) -> Found:
    if os.environ.get("RANK", "0") != "0":
        return Found({}, "")
    if body["model"] is None:
        return Found(body, f"stopped at step {body['step']} of {body['steps']}; the same command resumes")
    return Found(body, f"{body['steps']} steps, {body['tokens']:,} tokens; the model is in {body['model']}")
