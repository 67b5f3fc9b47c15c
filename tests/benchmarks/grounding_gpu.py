"""GroundingDINO's pictures a second on a GPU: `python -m tests.benchmarks.grounding_gpu [--batches 1 8 32]`.

Swin-T's shape with random weights on a 1333x800 canvas, one prompt a picture: the model alone on pictures in memory,
then fed as the stage feeds it (JPEG decoded, scaled and batched beside it); the share of time the GPU waits in each;
and the largest difference that a picture's batch makes. Needs torch, transformers, pydantic, pyyaml and pillow alone.
"""

import argparse
import asyncio
import os
import sys
import time
from collections.abc import Callable, Sequence
from operator import attrgetter
from typing import Any

import numpy as np

from pipeline.backends.groundingdino.batcher import Batcher
from pipeline.backends.groundingdino.canvas import place
from pipeline.backends.groundingdino.device import chosen_device
from pipeline.backends.groundingdino.model import Question, Sight
from pipeline.backends.groundingdino.prompt import Prompt
from pipeline.backends.groundingdino.torch_model import TorchModel
from pipeline.backends.groundingdino.transformers_model import forward_of
from pipeline.pixels.upright import upright
from tests.benchmarks.swin_t import CAT, jpeg, swin_t

PROMPT = Prompt("cat .", ("cat",), CAT, ((1, 2),))


def main() -> int:
    given = argparse.ArgumentParser(description=__doc__)
    given.add_argument("--batches", type=int, nargs="+", default=[1, 8, 32])
    given.add_argument("--pictures", type=int, default=256)
    given.add_argument("--precision", choices=["fp32", "bf16", "fp16"], default="fp32")
    given.add_argument("--device", default="auto")
    given.add_argument("--side", type=int, default=800, help="short side in px")
    asked = given.parse_args()
    device = chosen_device(asked.device)
    model = TorchModel(forward_of(swin_t().to(device)), device, asked.precision)
    files = [jpeg(number) for number in range(min(asked.pictures, 64))]
    questions = [_question(data, asked.side) for data in files]
    print(f"{_name(device)}, {asked.precision}, canvas {questions[0].canvas.size}, {os.cpu_count()} CPU cores")
    for batch in asked.batches:
        _measure(model, device, questions, files, batch, asked.pictures, asked.side)
    _compare(model, questions, max(asked.batches))
    return 0


def _measure(
    model: TorchModel,
    device: Any,
    questions: Sequence[Question],
    files: Sequence[bytes],
    batch: int,
    count: int,
    side: int,
) -> None:
    groups = _groups(questions, batch, count)
    for group in groups[:2]:
        model.look(group)  # warm: kernels chosen, memory taken
    alone = _seconds(lambda: [model.look(group) for group in groups])
    pictures = sum(len(group) for group in groups)
    busy = _busy_s(model, groups[: max(1, 64 // batch)], device)
    fed = _seconds(lambda: asyncio.run(feed(model, files, batch, pictures, side)))
    words = [f"batch {batch}: model alone {pictures / alone:.2f} pictures/s, fed {pictures / fed:.2f} pictures/s"]
    if busy is not None:
        waits = [1 - busy * pictures / seconds for seconds in (alone, fed)]
        words.append(f"the GPU waits {waits[0]:.1%} of the time alone, {waits[1]:.1%} fed")
    print("; ".join(words), flush=True)


def _groups(questions: Sequence[Question], batch: int, count: int) -> list[list[Question]]:
    return [[questions[(start + i) % len(questions)] for i in range(batch)] for start in range(0, count, batch)]


async def feed(model: TorchModel, files: Sequence[bytes], batch: int, count: int, side: int) -> None:
    """As the stage does: so many records at once that two batches are under way."""
    batcher = Batcher[Question, Sight](model.look, attrgetter("shape"), batch)
    places = asyncio.Semaphore(max(4, 3 * batch))

    async def one(number: int) -> None:
        async with places:
            await batcher.ask(await asyncio.to_thread(_question, files[number % len(files)], side))

    await asyncio.gather(*(one(number) for number in range(count)))


def _question(data: bytes, side: int) -> Question:
    return Question(place(upright(data).convert("RGB"), side, side * 1333 // 800), PROMPT)


def _busy_s(model: TorchModel, groups: Sequence[Sequence[Question]], device: Any) -> float | None:
    """Seconds of kernels and copies on the GPU for one picture, by torch's profiler; None without a GPU."""
    if device.type != "cuda":
        return None
    from torch.autograd import DeviceType
    from torch.profiler import ProfilerActivity, profile

    with profile(activities=[ProfilerActivity.CUDA]) as watched:
        for group in groups:
            model.look(group)
    spans = sorted(
        (event.time_range.start, event.time_range.end)
        for event in watched.events()
        if event.device_type == DeviceType.CUDA
    )
    return _covered(spans) / 1e6 / sum(len(group) for group in groups)


def _covered(spans: Sequence[tuple[float, float]]) -> float:
    """Length of the union of intervals sorted by their start."""
    total, reached = 0.0, float("-inf")
    for start, end in spans:
        total += max(0.0, end - max(start, reached))
        reached = max(reached, end)
    return total


def _compare(model: TorchModel, questions: Sequence[Question], batch: int) -> None:
    group = list(questions[:batch])
    together, alone = model.look_together(group), [model.look_together([one])[0] for one in group]
    score = max(
        float(np.abs(np.sort(a.best, 0) - np.sort(b.best, 0)).max()) for a, b in zip(together, alone, strict=True)
    )
    same = [float(np.abs(a.boxes - b.boxes).max()) for a, b in zip(together, alone, strict=True)]
    print(
        f"batch {len(group)} beside batch 1, largest difference: score {score:.1e}; box {max(same):.1e} of the picture "
        f"(median over pictures {np.median(same):.1e}; a query that changed its rank counts in full)"
    )


def _seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def _name(device: Any) -> str:
    if device.type != "cuda":
        return "CPU (no GPU here: figures show that the program runs, no more)"
    import torch

    return str(torch.cuda.get_device_name(device))


if __name__ == "__main__":
    sys.exit(main())
