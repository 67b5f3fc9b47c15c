"""The one place that chooses source classes: from an entry of the job's `source` to the sources it means."""

from pathlib import Path

from pipeline.sources.coco.source import CocoSource
from pipeline.sources.folder import FolderSource
from pipeline.sources.llava import LlavaSource
from pipeline.sources.scenes import ScenesSource
from pipeline.sources.source import Source
from pipeline.sources.visual_genome.source import VisualGenomeSource
from pipeline.sources.webdataset.source import WebDatasetSource
from schemas.sources import CocoSpec, FolderSpec, LlavaSpec, ScenesSpec, SourceSpec, VisualGenomeSpec, WebDatasetSpec

TWIN = "-vg"
"""Ends the name of the Visual Genome half of scenes in both layouts."""


def build(spec: SourceSpec, scratch: Path) -> tuple[Source, ...]:
    """Cheap; opens nothing. `scratch` is where scenes are rendered to."""
    match spec:
        case CocoSpec():
            return (CocoSource(spec),)
        case VisualGenomeSpec():
            return (VisualGenomeSource(spec),)
        case FolderSpec():
            return (FolderSource(spec),)
        case WebDatasetSpec():
            return (WebDatasetSource(spec),)
        case LlavaSpec():
            return (LlavaSource(spec),)
        case ScenesSpec():
            return _scenes(spec, scratch)


def _scenes(spec: ScenesSpec, scratch: Path) -> tuple[Source, ...]:
    if spec.layout == "both":
        twin = f"{spec.name[: 32 - len(TWIN)]}{TWIN}"
        return ScenesSource(spec, scratch, "coco", spec.name), ScenesSource(spec, scratch, "visual_genome", twin)
    return (ScenesSource(spec, scratch, spec.layout, spec.name),)
