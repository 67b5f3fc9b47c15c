"""The two files that say what an export is: README.md for people, export.json for programs."""

import json
from collections.abc import Mapping
from pathlib import Path
from string import Template as Text
from typing import Any

from pipeline.exports.format import Format, Job
from pipeline.exports.tally import Tally
from prompts.loader import load
from schemas.frames import SmartResized
from schemas.model import Model

README, MARKER = "README.md", "export.json"


class FormatWords(Model):
    about: str
    load: str


class ExportWords(Model):
    """prompts/exports.yaml; `body` with $names, `frames` and `left_out` by their names in code."""

    about: str
    body: str
    frames: dict[str, str]
    left_out: dict[str, str]
    formats: dict[str, FormatWords]


def write_readme(chosen: Format, job: Job) -> None:
    words = load("exports", ExportWords).body
    said = words.formats[chosen.name]
    text = Text(words.body).substitute(
        format=chosen.name,
        recipe=job.manifest.recipe,
        about=said.about.strip(),
        load=said.load.strip(),
        frame=job.frame.name,
        frame_about=Text(words.frames[job.frame.name]).substitute(_parameters(job)).strip(),
        files="".join(f"| {name} | {rows} |\n" for name, rows in sorted(job.tally.rows.items())),
        documents=job.tally.documents,
        pictures=job.tally.pictures,
        object_images=job.tally.object_images,
        left_out="".join(f"- {words.left_out[why]}: {n}\n" for why, n in sorted(job.tally.left_out.items()))
        or "Nothing.\n",
        digest=job.manifest.digest,
    )
    (job.root / README).write_text(text, encoding="utf-8", newline="\n")


def write_marker(chosen: Format, job: Job, folder: str) -> dict[str, Any]:
    """Written last: a folder without it is no finished export."""
    body = {
        "format": chosen.name,
        "frame": {"name": job.frame.name, **_parameters(job)},
        "source": {"folder": folder, "recipe": job.manifest.recipe, "manifest_digest": job.manifest.digest},
        "options": job.options.model_dump(mode="json"),
        **_counts(job.tally),
    }
    _write(job.root / MARKER, body)
    return body


def _parameters(job: Job) -> dict[str, int]:
    if not isinstance(job.frame, SmartResized):
        return {}
    frame = job.frame
    return {"min_pixels": frame.min_pixels, "max_pixels": frame.max_pixels, "factor": frame.factor}


def _counts(tally: Tally) -> dict[str, Any]:
    return {
        "documents": tally.documents,
        "pictures": tally.pictures,
        "object_images": tally.object_images,
        "rows": dict(sorted(tally.rows.items())),
        "left_out": dict(sorted(tally.left_out.items())),
    }


def _write(path: Path, body: Mapping[str, Any]) -> None:
    path.write_text(json.dumps(body, indent=2) + "\n", encoding="utf-8", newline="\n")
