"""Training specs of models small enough for a test, one for each family."""

from pathlib import Path
from typing import Any

from schemas.training import TrainSpec

LANGUAGE = {
    "config": {
        "model_type": "qwen2",
        "hidden_size": 32,
        "intermediate_size": 64,
        "num_hidden_layers": 2,
        "num_attention_heads": 2,
        "num_key_value_heads": 2,
        "tie_word_embeddings": True,
    }
}
VIT = {
    "hidden_size": 32,
    "intermediate_size": 64,
    "num_hidden_layers": 2,
    "num_attention_heads": 2,
    "image_size": 56,
    "patch_size": 14,
}
VISION = [{"config": {"model_type": "clip_vision_model", **VIT}}, {"config": {"model_type": "dinov2", **VIT}}]
VQ = {
    "config": {
        "model_type": "chameleon_vqgan",
        "embed_dim": 8,
        "num_embeddings": 64,
        "latent_channels": 8,
        "resolution": 32,
        "in_channels": 3,
        "base_channels": 32,
        "channel_multiplier": [1, 1, 1],
        "num_res_blocks": 1,
        "attn_resolutions": None,
    }
}
TOKENIZER = {"vocab_size": 1200, "documents": 20}
GROUNDING = {
    "family": "grounding",
    "language": LANGUAGE,
    "vision": VISION,
    "tokenizer": TOKENIZER,
    "image_size": 56,
    "object_size": 28,
}
DISCRETE = {
    "family": "discrete",
    "language": LANGUAGE,
    "image_tokenizer": VQ,
    "tokenizer": TOKENIZER,
    "image_size": 32,
    "object_size": 16,
}


def body(shards: Path, out: Path, recipe: str = "grounding", **more: Any) -> dict[str, Any]:
    """A spec as its YAML would be read; `more` goes over it, one level deep."""
    made: dict[str, Any] = {
        "name": "test",
        "model": GROUNDING,
        "data": {
            "phases": [{"name": "only", "sets": [{"shards": str(shards / recipe)}]}],
            "max_length": 384,
            "decimals": 2,
            "workers": 0,
        },
        "optimize": {"learning_rate": 1e-3, "batch": 4, "trainable": ["vision", "projector", "language"]},
        "engine": {"device": "cpu", "rows": 2, "log_every": 2, "checkpoint_every": 4, "tensorboard": False},
        "out": str(out),
    }
    for key, value in more.items():
        made[key] = made[key] | value if isinstance(made.get(key), dict) and key != "model" else value
    return made


def spec(shards: Path, out: Path, recipe: str = "grounding", **more: Any) -> TrainSpec:
    return TrainSpec.model_validate(body(shards, out, recipe, **more))


def quiet(line: str) -> None:
    """For the trainer's lines that a test does not look at."""
