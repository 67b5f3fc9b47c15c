"""On a GPU: tokens/s, MFU, peak memory of a 1.5B shape with random weights; then 200 steps with a resume in the middle.

python -m tests.benchmarks.train_gpu SHARDS: SHARDS holds the published recipe `multigrained`. Needs torch,
transformers, pydantic, pyyaml and pillow.
"""

import json
import statistics
import sys
import tempfile
from pathlib import Path
from typing import Any

import torch

from pipeline.training.train import train
from schemas.training import TrainSpec

STEPS, ROWS, LENGTH = 200, 8, 2048
QWEN_1_5B = {
    "model_type": "qwen2",
    "hidden_size": 1536,
    "intermediate_size": 8960,
    "num_hidden_layers": 28,
    "num_attention_heads": 12,
    "num_key_value_heads": 2,
    "tie_word_embeddings": True,
}
LARGE = {"hidden_size": 1024, "num_hidden_layers": 24, "num_attention_heads": 16, "image_size": 336, "patch_size": 14}
CLIP = {"model_type": "clip_vision_model", "intermediate_size": 4096, **LARGE}
DINO = {"model_type": "dinov2", **LARGE}


def spec(shards: str, out: Path) -> TrainSpec:
    """As many draws as the steps need, whatever the shards hold."""
    sets = [{"shards": f"{shards}/multigrained"}]
    body: dict[str, Any] = {
        "name": "gpu",
        "model": {
            "family": "grounding",
            "language": {"config": QWEN_1_5B},
            "vision": [{"config": CLIP}, {"config": DINO}],
            "tokenizer": {"vocab_size": 4096},
        },
        "data": {
            "phases": [{"name": "all", "sets": sets, "sequences": 4 * STEPS * ROWS}],
            "max_length": LENGTH,
            "workers": 8,
        },
        "optimize": {"batch": ROWS, "learning_rate": 2e-5},
        "engine": {
            "device": "cuda",
            "rows": ROWS,
            "activation_checkpointing": True,
            "compile": True,
            "log_every": 10,
            "tensorboard": False,
        },
        "out": str(out),
    }
    return TrainSpec.model_validate(body)


def main() -> int:
    if len(sys.argv) != 2 or not torch.cuda.is_available():
        print(f"{__doc__}Skipped: it needs a GPU and the folder of shards.", file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory() as out:
        wanted = spec(sys.argv[1], Path(out))
        for until in (STEPS // 2, STEPS):
            train(wanted, lambda line: print(line, file=sys.stderr), until)
        lines = [json.loads(line) for line in (Path(out) / "metrics.jsonl").read_text().splitlines()]
    steady = lines[2 : len(lines) // 2]
    print(
        f"{torch.cuda.get_device_name()}: rows of {LENGTH} tokens, {ROWS} a step, bfloat16, {STEPS} steps, one resume"
    )
    for name in ("tokens_per_s", "mfu", "wait"):
        print(f"  {name:<14} median {statistics.median(line[name] for line in steady):,.3f}")
    print(f"  peak memory    {torch.cuda.max_memory_allocated() / 1e9:.1f} GB (aim of MFU: 0.45)")
    print(f"  loss at the resume {lines[len(lines) // 2 - 1]['loss']:.3f}, at the end {lines[-1]['loss']:.3f}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
