"""The one place that chooses source classes: from an entry of the job's `source` to the sources it means."""

from pathlib import Path

from pipeline.sources.coco.source import CocoSource
from pipeline.sources.source import Source, SourceError
from schemas.sources import CocoSpec, SourceSpec


def build(spec: SourceSpec, scratch: Path) -> tuple[Source, ...]:
    """Cheap; opens nothing. `scratch` is where scenes are rendered to."""
    match spec:
        case CocoSpec():
            return (CocoSource(spec),)
    raise SourceError(f"source kind {spec.kind!r} is not there yet")
