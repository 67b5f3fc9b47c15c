"""Near-duplicates: what hashing and comparing cost, and how far hashes lie apart.

`python -m tests.benchmarks.near [FOLDER]`: with a folder of photographs, also the distances between them and to copies.
"""

import io
import sys
import time
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from PIL import Image

from pipeline.evaluate.near import near_duplicates
from pipeline.pixels.phash import phash
from pipeline.pixels.picture import load


def copies(image: Image.Image) -> Iterator[tuple[str, Image.Image]]:
    """What happens to pictures on their way through the web."""
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", quality=30)
    yield "JPEG at quality 30", Image.open(buffer).copy()
    for factor in (0.25, 1.5):
        size = int(image.width * factor), int(image.height * factor)
        yield f"resized by {factor}", image.resize(size, Image.Resampling.BICUBIC)
    yield "20 % brighter", image.point(lambda value: min(255, round(value * 1.2)))
    w, h = image.size
    yield "2 % cut off each side", image.crop((w // 50, h // 50, w - w // 50, h - h // 50))
    yield "mirrored", image.transpose(Image.Transpose.FLIP_LEFT_RIGHT)


def distances(folder: Path) -> None:
    started = time.perf_counter()
    images = [load(path.read_bytes()).convert("RGB") for path in sorted(folder.rglob("*.jpg"))]
    print(f"decode: {(time.perf_counter() - started) / len(images) * 1e3:.2f} ms a picture")
    started = time.perf_counter()
    hashes = np.array([int(phash(image, 1) or "0", 16) for image in images], np.uint64)
    print(f"hash: {(time.perf_counter() - started) / len(images) * 1e3:.2f} ms a picture, {len(images)} pictures")
    apart = np.bitwise_count(hashes[:, None] ^ hashes[None])[np.triu_indices(len(hashes), 1)]
    print(f"bits between two photographs: least {apart.min()}, 1 in 1,000 pairs under {np.quantile(apart, 0.001):.0f}")
    met = defaultdict(list)
    for image, known in zip(images[:100], hashes.tolist(), strict=False):
        for what, copy in copies(image):
            met[what].append((int(phash(copy, 1) or "0", 16) ^ known).bit_count())
    for what, bits in met.items():
        within = sum(one <= 4 for one in bits) / len(bits)
        print(f"bits to a copy, {what}: median {np.median(bits):.0f}, most {max(bits)}, within 4: {within:.0%}")


def speed(count: int) -> None:
    hashes = np.random.default_rng(0).integers(0, 2**64, count, np.uint64)
    hashes[count // 2 : count // 2 + count // 100] = hashes[: count // 100] ^ np.uint64(0b1011)
    started = time.perf_counter()
    found = near_duplicates(hashes.tolist(), 4)
    print(f"{count:,} hashes, distance 4: {time.perf_counter() - started:.1f} s, {len(found):,} found")


if __name__ == "__main__":
    if len(sys.argv) > 1:
        distances(Path(sys.argv[1]))
    for number in (100_000, 1_000_000):
        speed(number)
