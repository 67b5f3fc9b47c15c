"""Importing a generated COCO-layout annotation file of 500 MB: peak memory and rate. One argument: megabytes."""

import json
import os
import random
import resource
import subprocess
import sys
import time
from pathlib import Path

from PIL import Image

from pipeline.engine.local import LocalEngine
from pipeline.run.intake import take_in
from pipeline.run.open import open_job
from pipeline.run.progress import Unseen
from schemas.job import Job
from tests.benchmarks.scenes_run import FOLDER

PER_IMAGE, POINTS, SIDE = 100, 24, 480
BYTES_PER_ANNOTATION = 490


def generate(root: Path, megabytes: int) -> int:
    """One picture under many names, and `megabytes` of instances; returns the number of images."""
    count = megabytes * 1_000_000 // (PER_IMAGE * BYTES_PER_ANNOTATION)
    (root / "images").mkdir(parents=True)
    Image.new("RGB", (SIDE, SIDE), "teal").save(root / "picture.jpg")
    rng = random.Random(0)
    with (root / "instances.json").open("w") as file:
        file.write('{"images": [')
        for number in range(1, count + 1):
            name = f"{number:012d}.jpg"
            os.link(root / "picture.jpg", root / "images" / name)
            image = {"id": number, "file_name": name, "width": SIDE, "height": SIDE}
            file.write(("," if number > 1 else "") + json.dumps(image))
        file.write('], "categories": [{"id": 1, "name": "thing", "supercategory": "x"}], "annotations": [')
        for index in range(count * PER_IMAGE):
            x, y = rng.uniform(0, 200), rng.uniform(0, 200)
            polygon = [round(v + rng.uniform(0, 200), 2) for _ in range(POINTS) for v in (x, y)]
            xs, ys = polygon[::2], polygon[1::2]
            box = [min(xs), min(ys), max(xs) - min(xs), max(ys) - min(ys)]
            line = {"id": index + 1, "image_id": 1 + index % count, "category_id": 1, "bbox": box, "iscrowd": 0}
            file.write(("," if index else "") + json.dumps(line | {"segmentation": [polygon], "area": 900.0}))
        file.write("]}")
    return count


def child(root: Path) -> None:
    """Imports in-process and says what it took."""
    source = {"kind": "coco", "images": str(root / "images"), "instances": str(root / "instances.json")}
    job = {"name": "large", "source": source | {"coco_ids": True}, "out": str(root / "run")}
    context = open_job(Job.model_validate(job))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3
    start = time.perf_counter()
    inputs = take_in(LocalEngine(context), context, None, Unseen())
    seconds = time.perf_counter() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3
    size = (root / "instances.json").stat().st_size / 1e6
    print(f"import of a {size:,.0f} MB COCO file, {inputs.total():,} images, {inputs.num_buckets} buckets, in-process")
    print(f"  peak memory {peak:,.0f} MB (aim: below 500), of which {before:,.0f} before it began")
    print(f"  {seconds:,.0f} s, {size / seconds:,.1f} MB/s, {inputs.total() / seconds:,.0f} images/s")


def main() -> None:
    megabytes = int(sys.argv[1]) if len(sys.argv) > 1 else 500
    root = FOLDER / f"import-{megabytes}"
    if not (root / "instances.json").exists():
        generate(root, megabytes)
    subprocess.run([sys.executable, "-m", "tests.benchmarks.import_memory", "child", str(root)], check=True)


if __name__ == "__main__":
    if sys.argv[1:2] == ["child"]:
        child(Path(sys.argv[2]))
    else:
        main()
