"""Steps with data read, decoded and packed beside the same steps on batches that are in memory already."""

import tempfile
import time
from collections.abc import Iterable
from itertools import chain, islice
from pathlib import Path
from statistics import median
from typing import Any

import torch

from pipeline.training.data.gather import gather
from pipeline.training.data.loader import Batches, Share, load
from pipeline.training.engine.ranks import Ranks
from pipeline.training.models.build import build
from pipeline.training.models.tokenizer import tokenizer_words
from prompts.loader import load as load_words
from schemas.chat import ChatMarks
from tests.benchmarks.train_shards import published
from tests.training.specs import GROUNDING, VIT, spec

STEPS, ROUNDS = 6, 3
LANGUAGE = {
    "config": {
        "model_type": "qwen2",
        "hidden_size": 512,
        "intermediate_size": 2048,
        "num_hidden_layers": 8,
        "num_attention_heads": 8,
        "num_key_value_heads": 2,
        "tie_word_embeddings": True,
    }
}


def main() -> None:
    torch.set_num_threads(1)
    vit = VIT | {"hidden_size": 256, "intermediate_size": 1024, "num_hidden_layers": 6, "num_attention_heads": 4}
    vision = [{"config": {"model_type": "dinov2", **vit, "image_size": 224}}]
    model = GROUNDING | {"language": LANGUAGE, "vision": vision, "image_size": 224, "object_size": 56}
    with tempfile.TemporaryDirectory() as out:
        wanted = spec(published(), Path(out), "multigrained", model=model, data={"max_length": 1024})
        words = tokenizer_words(wanted, load_words("training/chat", ChatMarks).body)
        built: Any = build(wanted, words, "chat")
        data = gather(wanted.data, built, Path(out, "survey"), Ranks(0, 1, torch.device("cpu")))
        batches = Batches(data.plan, data.reader, Share(1, 1), 1024)
        resident = [batches[number] for number in range(STEPS)]
        _steps(built.model, resident[:1])
        real, there = [], []
        for _ in range(ROUNDS):
            stream = load(batches, 0, 1, False)
            first = next(stream)  # the worker has started
            real.append(_timed(built.model, chain([first], islice(stream, STEPS - 1))))
            there.append(_timed(built.model, resident))
        count = sum(p.numel() for p in built.model.parameters())
    print(
        f"step of one packed row of 1,024 tokens, {count / 1e6:.0f} M parameters, CPU, one thread, median of {ROUNDS}"
    )
    memory, read = median(there) / STEPS, median(real) / STEPS
    print(f"  batches in memory {memory:6.2f} s, real data with one worker {read:6.2f} s")
    print(f"  ratio {memory / read:.2f}  (aim: 0.95)")


def _steps(model: Any, batches: Iterable[Any]) -> None:
    for batch in batches:
        model(batch).backward()
        model.zero_grad()


def _timed(model: Any, batches: Iterable[Any]) -> float:
    start = time.perf_counter()
    _steps(model, batches)
    return time.perf_counter() - start


if __name__ == "__main__":
    main()
