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


def interest(document: dict[str, Any]) -> tuple[int, int]:
    tasks = {conversation["task"] for conversation in document["conversations"]}
    boxes = sum(1 for region in document["regions"] if region["label"])
    return len(tasks), -abs(boxes - 4)


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
    used = {part["region"] for c in document["conversations"] for t in c["turns"] for part in t["parts"]}
    for index, region in enumerate(document["regions"]):
        if region["label"] and index in used:
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
    for conversation in document["conversations"]:
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
    draw(document, picture).save(sys.argv[2], optimize=True)
