"""`make ablation`: the papers' comparisons with a small model, several seeds: python -m jobs.ablation SHARDS OUT.

Each arm learns documents of its recipe or curriculum, then all learn the same questions; what is asked afterwards is
the same for all. Sizes are matched: every arm draws as many sequences. Whatever comes out is printed.
"""

import argparse
import json
import statistics
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from jobs.spec import parse, read_body
from jobs.train_command import need_torch, tell
from schemas.training import TrainSpec

DEMO = Path(__file__).with_name("train") / "demo.yaml"
CAPTION, ALL = "caption", "multigrained"
LENGTH = 512
"""Tokens of a row: documents of every grain are longer than the demo's questions."""

GRAINS: Mapping[str, tuple[tuple[str, ...], ...]] = {
    "C": ((CAPTION,),),
    "C+L": (("caption+label",),),
    "C+L+D": (("caption+label+description",),),
    "C+L+D+R": ((ALL,),),
    "L+D+R": (("fine",),),
}
CURRICULA: Mapping[str, tuple[tuple[str, ...], ...]] = {
    "IC": ((CAPTION,),),
    "MG": ((ALL,),),
    "joint": ((CAPTION, ALL),),
    "IC -> MG": ((CAPTION,), (ALL,)),
    "MG -> IC": ((ALL,), (CAPTION,)),
    "joint -> MG": ((CAPTION, ALL), (ALL,)),
}
"""An arm's phases, each of recipes. IC stands for the same pictures' captions: no outer corpus is at hand here."""


def main() -> int:
    options = _options()
    need_torch()
    for title, arms in (("Grains", GRAINS), ("Curricula", CURRICULA)):
        print(f"\n{title}: mean and deviation over {options.seeds} seeds, {options.sequences} documents an arm")
        for name, phases in arms.items():
            runs = [_run(options, f"{title}-{name}", phases, seed) for seed in range(options.seeds)]
            print(f"  {name:<12}" + "".join(f"  {column} {_spread(runs, column)}" for column in runs[0]), flush=True)
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("shards", type=Path, help="published recipes, as of jobs/train/ablation-scenes.yaml")
    parser.add_argument("out", type=Path)
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--sequences", type=int, default=8000, help="documents each arm learns, before the questions")
    parser.add_argument("--set", action="append", default=[], metavar="A.B=VALUE", dest="settings")
    return parser.parse_args()


def _run(options: argparse.Namespace, name: str, phases: tuple[tuple[str, ...], ...], seed: int) -> dict[str, float]:
    """Trained where that is still to be done, and asked; kept in the run's folder."""
    from pipeline.training.evaluation.evaluate import evaluate_checkpoint
    from pipeline.training.train import train

    out = options.out / f"{name.replace(' -> ', '-to-')}-{seed}"
    kept = out / "ablation.json"
    if not kept.exists():
        model = train(_spec(options, out, phases, seed), tell).model
        asked = [str(options.shards / recipe) for recipe in ("grounding", CAPTION)]
        found = evaluate_checkpoint(str(model), asked, "val", 400, tell)
        kept.write_text(json.dumps(_figures(found["shards"][asked[0]], found["shards"][asked[1]])))
    return dict(json.loads(kept.read_text()))


def _spec(options: argparse.Namespace, out: Path, phases: tuple[tuple[str, ...], ...], seed: int) -> TrainSpec:
    body = read_body(DEMO, [f"data.max_length={LENGTH}", *options.settings])
    each = options.sequences // len(phases)
    made: list[dict[str, Any]] = [
        {
            "name": f"documents-{number}",
            "sets": [{"shards": str(options.shards / recipe), "weight": 1} for recipe in recipes],
            "sequences": each,
        }
        for number, recipes in enumerate(phases)
    ]
    made.append({"name": "questions", "sets": [{"shards": str(options.shards / "grounding")}]})
    body["data"] |= {"phases": made, "seed": seed}
    return parse(DEMO, body | {"seed": seed, "out": str(out), "name": "ablation"}, TrainSpec)


def _figures(grounding: Mapping[str, Any], caption: Mapping[str, Any]) -> dict[str, float]:
    probes = grounding["probes"]
    return {
        "REC": grounding["referring"]["accuracy"],
        "POPE F1": statistics.mean(scores["f1"] for scores in probes.values()),
        "relation": grounding["relation"]["accuracy"],
        "caption loss": caption["loss"]["segments"]["loss"],
    }


def _spread(runs: list[dict[str, float]], column: str) -> str:
    values = [run[column] for run in runs]
    return f"{statistics.mean(values):.3f} ± {statistics.stdev(values) if len(values) > 1 else 0.0:.3f}"


if __name__ == "__main__":
    sys.exit(main())
