"""Brings a local folder into the bucket."""

from pathlib import Path

from pipeline.store import bucket


def upload(folder: Path, prefix: str) -> None:
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            bucket.write(f"{prefix}/{path.relative_to(folder).as_posix()}", path.read_bytes())
