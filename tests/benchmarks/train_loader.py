"""The trainer's loader beside a hand-written webdataset + Pillow loop of the same work, and the JPEG decode limit."""

import io
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import torch
import webdataset
from PIL import Image

from pipeline.training.data.gather import gather
from pipeline.training.data.loader import Batches, Share, load
from pipeline.training.data.pictures import PAD_COLOUR, Pictures
from pipeline.training.data.published import members, read_document, read_manifest
from pipeline.training.data.sequence import WHOLE
from pipeline.training.engine.ranks import Ranks
from pipeline.training.models.build import build
from pipeline.training.models.tokenizer import tokenizer_words
from prompts.loader import load as load_words
from schemas.chat import ChatMarks
from schemas.training import TrainSpec
from tests.benchmarks.measure import medians
from tests.benchmarks.train_shards import published
from tests.training.specs import GROUNDING, VIT, spec

ROUNDS, SIDE, OBJECT_SIDE = 3, 336, 112


def main() -> None:
    torch.set_num_threads(1)
    folder = published()
    with tempfile.TemporaryDirectory() as out:
        _compare(folder, spec(folder, Path(out), "multigrained", **_settings()))


def _settings() -> dict[str, dict[str, object]]:
    vision = [{"config": {"model_type": "dinov2", **VIT, "image_size": SIDE}}]
    return {
        "model": GROUNDING | {"vision": vision, "image_size": SIDE, "object_size": OBJECT_SIDE},
        "data": {"max_length": 2048, "packing": False},
        "optimize": {"batch": 1},
        "engine": {"rows": 1},
    }


def _compare(folder: Path, wanted: TrainSpec) -> None:
    words = tokenizer_words(wanted, load_words("training/chat", ChatMarks).body)
    built = build(wanted, words, "chat")
    data = gather(wanted.data, built, Path(wanted.out, "survey"), Ranks(0, 1, torch.device("cpu")))
    count = data.plan.num_rows

    def ours() -> float:
        batches = Batches(data.plan, data.reader, Share(1, 1), None)
        return _timed(lambda: [batch.num_tokens for batch in load(batches, 0, 0, False)])

    def by_hand() -> float:
        return _timed(lambda: _loop(folder / "multigrained", words.tokenizer))

    def decode() -> float:
        return _timed(lambda: _decode(folder / "multigrained", draft=False))

    def drafted() -> float:
        return _timed(lambda: _decode(folder / "multigrained", draft=True))

    mine, hand, full, reduced = medians(ROUNDS, ours, by_hand, decode, drafted)
    print(f"loader, {count} interleaved documents, one process, median of {ROUNDS}")
    print(f"  by hand (webdataset, Pillow)    {count / hand:8.1f} documents/s")
    print(f"  multigrain                      {count / mine:8.1f} documents/s, ratio {hand / mine:.2f}  (aim: 1)")
    print(f"  decoding the JPEGs alone        {count / full:8.1f} pictures/s")
    print(f"  decoded small, padded, resized  {count / reduced:8.1f} pictures/s")


def _loop(folder: Path, tokenizer: object) -> int:
    """Reads, parses, decodes, pads, resizes, crops every object image, tokenizes: what one would write without us."""
    tokens = 0
    for sample in webdataset.WebDataset(_shards(folder), shardshuffle=False).decode():
        body, picture = sample["json"], Image.open(io.BytesIO(sample["jpg"])).convert("RGB")
        pixels = [torch.from_numpy(_array(_padded(picture).resize((SIDE, SIDE))))]
        text = []
        for part in body["segments"]:
            if part["text"] is not None:
                text.append(part["text"])
            elif part["object_image"] is not None:
                wanted = body["object_images"][part["object_image"]]
                x0, y0, x1, y1 = body["regions"][wanted["region"]]["box"]
                mx, my = wanted["margin"] * (x1 - x0), wanted["margin"] * (y1 - y0)
                crop = picture.crop((int(max(0, x0 - mx)), int(max(0, y0 - my)), int(x1 + mx) + 1, int(y1 + my) + 1))
                scale = OBJECT_SIDE / max(crop.size)
                crop = crop.resize((max(1, round(crop.width * scale)), max(1, round(crop.height * scale))))
                pixels.append(torch.from_numpy(_array(_padded(crop))))
            elif part["region"] is not None:
                text.append(str([round(v / max(picture.size), 2) for v in body["regions"][part["region"]]["box"]]))
        tokens += len(tokenizer("".join(text))["input_ids"]) + len(pixels)  # type: ignore[operator]
    return tokens


def _padded(picture: Image.Image) -> Image.Image:
    """To a square on a canvas of one colour, as LLaVA's `expand2square` does."""
    side = max(picture.size)
    canvas = Image.new("RGB", (side, side), PAD_COLOUR)
    canvas.paste(picture, ((side - picture.width) // 2, (side - picture.height) // 2))
    return canvas


def _array(picture: Image.Image) -> np.ndarray:
    return np.asarray(picture).copy()


def _shards(folder: Path) -> list[str]:
    return [str(folder / shard.path) for shard in read_manifest(str(folder)).shards if shard.split == "train"]


def _decode(folder: Path, draft: bool) -> None:
    for path in map(Path, _shards(folder)):
        for member in members(path):
            data = member.picture.read(path)
            if draft:
                Pictures(read_document(path, member.document), data, SIDE, OBJECT_SIDE).pixels(WHOLE)
            else:
                Image.open(io.BytesIO(data)).load()


def _timed(call: Callable[[], object]) -> float:
    start = time.perf_counter()
    call()
    return time.perf_counter() - start


if __name__ == "__main__":
    main()
