"""Draws the picture of the README: one published document of the demo, its boxes numbered, its words beside them.

.venv/bin/python .readme/record.py runs/demo/shards/grounding .readme/record.png
"""

import io
import json
import sys
import tarfile
import textwrap
from pathlib import Path
from typing import Any

from PIL import Image, ImageDraw, ImageFont

COLOURS = ["#d1495b", "#00798c", "#edae49", "#30638e", "#6a4c93", "#2e7d32", "#8d5524", "#c2185b", "#455a64"]
SCALE, WIDTH = 2, 1240


def samples(folder: Path) -> list[tuple[dict[str, Any], Image.Image]]:
    found = []
    for path in sorted(folder.glob("train-*.tar")):
        with tarfile.open(path) as tar:
            members = {member.name: tar.extractfile(member) for member in tar}
            for name in members:
                if name.endswith(".json"):
                    document = json.loads(members[name].read())
                    picture = Image.open(io.BytesIO(members[name[:-5] + ".jpg"].read())).convert("RGB")
                    found.append((document, picture))
    return found


def one_of_each(document: dict[str, Any]) -> list[dict[str, Any]]:
    """The first conversation of each task that speaks of labelled objects alone."""
    found: dict[str, dict[str, Any]] = {}
    for conversation in document["conversations"]:
        parts = [part for turn in conversation["turns"] for part in turn["parts"]]
        if all(document["regions"][part["region"]]["label"] for part in parts if part["region"] is not None):
            found.setdefault(conversation["task"], conversation)
    return list(found.values())


def interest(document: dict[str, Any]) -> tuple[int, int]:
    """Many kinds of questions, few objects, none as large as the picture."""
    size = document["image"]["width"] * document["image"]["height"]
    boxes = [region["box"] for region in document["regions"] if region["label"]]
    large = sum((x1 - x0) * (y1 - y0) > size / 3 for x0, y0, x1, y1 in boxes)
    return len(one_of_each(document)), -abs(len(boxes) - 5) - 3 * large


def said(parts: list[dict[str, Any]]) -> str:
    words = []
    for part in parts:
        if part["text"] is not None:
            words.append(part["text"])
        elif part["region"] is not None:
            words.append(f"[{part['region']}]")
        elif part["object_image"] is not None:
            words.append(f"(object image {part['object_image']})")
    return " ".join("".join(words).split())


def draw(document: dict[str, Any], picture: Image.Image) -> Image.Image:
    big = picture.resize((picture.width * SCALE, picture.height * SCALE), Image.Resampling.LANCZOS)
    pen, font = ImageDraw.Draw(big), ImageFont.load_default(18)
    for index, region in enumerate(document["regions"]):
        if region["label"]:
            box = [v * SCALE for v in region["box"]]
            colour = COLOURS[index % len(COLOURS)]
            pen.rectangle(box, outline=colour, width=3)
            tag = f"{index} {region['label']}"
            size = pen.textbbox((box[0] + 4, box[1] + 2), tag, font=font)
            pen.rectangle((box[0], box[1], size[2] + 4, size[3] + 3), fill=colour)
            pen.text((box[0] + 4, box[1] + 2), tag, fill="white", font=font)
    sheet = Image.new("RGB", (WIDTH, max(big.height + 40, 560)), "#fbfaf7")
    sheet.paste(big, (20, 20))
    words, left, y = ImageDraw.Draw(sheet), big.width + 45, 20
    columns = (WIDTH - left - 20) // 8
    for conversation in one_of_each(document):
        lines = [f"{conversation['task']}"]
        lines += [f"{'Q' if t['role'] == 'user' else 'A'}  {said(t['parts'])}" for t in conversation["turns"][:2]]
        wrapped = [piece for line in lines for piece in textwrap.wrap(line, columns, subsequent_indent="   ")]
        if y + 19 * len(wrapped) > sheet.height - 15:
            break
        for number, line in enumerate(wrapped):
            colour = "#8a8578" if number == 0 else "#23221f"
            words.text((left, y), line, fill=colour, font=ImageFont.load_default(15))
            y += 19
        y += 9
    return sheet


if __name__ == "__main__":
    document, picture = max(samples(Path(sys.argv[1])), key=lambda sample: interest(sample[0]))
    draw(document, picture).quantize(192).save(sys.argv[2], optimize=True)
