"""Training under Ray Train: its workers are the ranks. The trainer itself knows nothing of Ray."""

import json
import os
from pathlib import Path
from typing import Any

from jobs.train_command import body_of, tell
from schemas.training import TrainSpec

TRAINED = "trained.json"
"""What the first rank has to say; Ray Train hands metrics back with a checkpoint of its own only."""


def train_on_ray(spec: TrainSpec, workers: int, address: str | None, stop_after: int | None) -> dict[str, Any]:
    """One GPU a worker unless the spec says cpu. `out` must be a folder that all nodes share. The first rank's body."""
    import ray
    from ray.train import RunConfig, ScalingConfig
    from ray.train.torch import TorchTrainer

    if not ray.is_initialized():
        ray.init(address, log_to_driver=True)
    settings = {"spec": spec.model_dump(mode="json"), "stop_after": stop_after}
    trainer = TorchTrainer(
        one_rank,
        train_loop_config=settings,
        scaling_config=ScalingConfig(num_workers=workers, use_gpu=spec.engine.device != "cpu"),
        run_config=RunConfig(name=spec.name, storage_path=str(Path(spec.out, "ray").absolute())),
    )
    trainer.fit()
    body: dict[str, Any] = json.loads(Path(spec.out, TRAINED).read_bytes())
    return body


def one_rank(settings: dict[str, Any]) -> None:
    """In a worker: Ray Train has made the process group and told the rank."""
    import ray.train

    from pipeline.training.train import train

    context = ray.train.get_context()
    ranks = {"RANK": context.get_world_rank(), "WORLD_SIZE": context.get_world_size()}
    os.environ |= {name: str(value) for name, value in ranks.items()} | {"LOCAL_RANK": str(context.get_local_rank())}
    trained = train(TrainSpec.model_validate(settings["spec"]), tell, settings["stop_after"])
    if context.get_world_rank() == 0:
        Path(trained.out, TRAINED).write_text(json.dumps(body_of(trained)))
