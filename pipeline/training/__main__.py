"""`torchrun -m pipeline.training SPEC.yaml`: the trainer alone, where only torch and a few small packages are there."""

import sys
from pathlib import Path

import yaml
from pydantic import ValidationError

from pipeline.training.refusal import TrainingSpecError, TrainingStoppedError
from pipeline.training.train import train
from schemas.training import TrainSpec


def main() -> int:
    """Exit code as of the command line: 0 done, 2 the spec is wrong, 6 stopped and resumable."""
    if len(sys.argv) != 2:
        print("usage: python -m pipeline.training SPEC.yaml", file=sys.stderr)
        return 2
    try:
        spec = TrainSpec.model_validate(yaml.safe_load(Path(sys.argv[1]).read_text(encoding="utf-8")))
        train(spec, lambda line: print(line, file=sys.stderr, flush=True))
    except (OSError, yaml.YAMLError, ValidationError, TrainingSpecError) as error:
        print(f"{sys.argv[1]}: {error}", file=sys.stderr)
        return 2
    except TrainingStoppedError as error:
        print(error, file=sys.stderr)
        return 6
    return 0


if __name__ == "__main__":
    sys.exit(main())
