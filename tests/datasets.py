"""Small real datasets made on the spot: pictures with coloured rectangles, annotated in COCO's layout."""

import json
import random
from pathlib import Path
from typing import Any

from PIL import Image, ImageDraw

CATEGORIES = [
    {"id": 1, "name": "person", "supercategory": "person"},
    {"id": 3, "name": "car", "supercategory": "vehicle"},
    {"id": 18, "name": "dog", "supercategory": "animal"},
    {"id": 62, "name": "chair", "supercategory": "furniture"},
]
LICENSES = [
    {"id": 1, "name": "Attribution", "url": "http://creativecommons.org/licenses/by/2.0/"},
    {"id": 2, "name": "NonCommercial", "url": "http://creativecommons.org/licenses/by-nc/2.0/"},
]


def make_coco(root: Path, count: int, seed: int = 0, size: tuple[int, int] = (96, 72)) -> Path:
    """images/*.jpg, instances.json, captions.json. Returns root."""
    rng = random.Random(seed)
    (root / "images").mkdir(parents=True)
    images: list[dict[str, Any]] = []
    instances: list[dict[str, Any]] = []
    captions: list[dict[str, Any]] = []
    for number in range(1, count + 1):
        name = f"{number:012d}.jpg"
        picture = Image.new("RGB", size, (rng.randrange(256), rng.randrange(256), 200))
        drawing = ImageDraw.Draw(picture)
        for _ in range(rng.randrange(1, 5)):
            x, y = rng.randrange(0, size[0] - 40), rng.randrange(0, size[1] - 40)
            w, h = rng.randrange(12, 40), rng.randrange(12, 40)
            category = rng.choice(CATEGORIES)
            drawing.rectangle((x, y, x + w - 1, y + h - 1), fill=(rng.randrange(256), 40, 40))
            instances.append(
                {
                    "id": len(instances) + 1,
                    "image_id": number,
                    "category_id": category["id"],
                    "bbox": [x, y, w, h],
                    "area": w * h,
                    "iscrowd": 0,
                    "segmentation": [[x, y, x + w, y, x + w, y + h, x, y + h]],
                }
            )
        picture.save(root / "images" / name, quality=80)
        images.append({"id": number, "file_name": name, "width": size[0], "height": size[1], "license": 1 + number % 2})
        captions.append({"id": number, "image_id": number, "caption": f"Picture number {number} with shapes."})
    head: dict[str, Any] = {"info": {}, "licenses": LICENSES, "images": images}
    (root / "instances.json").write_text(json.dumps(head | {"annotations": instances, "categories": CATEGORIES}))
    (root / "captions.json").write_text(json.dumps(head | {"annotations": captions}))
    return root


def coco_job(root: Path, out: Path, **more: Any) -> dict[str, Any]:
    """A job spec over `make_coco`'s folder."""
    source = {
        "kind": "coco",
        "images": str(root / "images"),
        "instances": str(root / "instances.json"),
        "captions": str(root / "captions.json"),
    }
    publish = {"recipes": ["multigrained", "caption"], "shard": {"max_documents": 20}, "split": {"val": 0.2}}
    return {"name": "test", "source": source, "publish": publish, "out": str(out)} | more
