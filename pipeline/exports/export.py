"""One published recipe, in one format, into one folder."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from pipeline.exports.coco import COCO
from pipeline.exports.folder import unfinished
from pipeline.exports.format import Format, Job
from pipeline.exports.llama_factory import LLAMA_FACTORY
from pipeline.exports.llava import LLAVA
from pipeline.exports.ms_swift import MS_SWIFT
from pipeline.exports.obelics import OBELICS
from pipeline.exports.options import ExportOptions, frame_of
from pipeline.exports.parquet import PARQUET
from pipeline.exports.published import published_manifest, samples
from pipeline.exports.qwen import QWEN3_VL, QWEN25_VL
from pipeline.exports.readme import write_marker, write_readme
from pipeline.exports.refusal import ExportError
from pipeline.exports.tally import Tally
from pipeline.store.store import Store
from schemas.frames import Frame, SmartResized
from schemas.manifest import Manifest

FORMATS: Mapping[str, Format] = {
    one.name: one for one in (LLAVA, QWEN25_VL, QWEN3_VL, MS_SWIFT, LLAMA_FACTORY, OBELICS, COCO, PARQUET)
}


@dataclass(frozen=True, slots=True)
class Exported:
    """`rows` per file of `out`; `left_out`: reason -> things a consumer of this format could not read."""

    format: str
    frame: str
    recipe: str
    out: Path
    documents: int
    pictures: int
    object_images: int
    rows: Mapping[str, int]
    left_out: Mapping[str, int]


def export(store: Store, folder: str, format_name: str, out: Path, options: ExportOptions | None = None) -> Exported:
    """`folder`: a published recipe inside the store, e.g. `shards/grounding`; `out`: a folder that is new or empty.

    One sample is in memory at a time. Raises ExportError, after which `out` is as it was.
    """
    options = options or ExportOptions()
    chosen = _format(format_name)
    frame = frame_of(format_name, chosen.frames, options)
    _check_used(chosen, frame, options)
    manifest = published_manifest(store, folder)
    _check_holds(chosen, manifest)
    out = out.absolute()
    _check_outside(store, folder, out)
    splits = tuple(s for s in options.splits if manifest.splits[s].documents)
    tally = Tally()
    with unfinished(out) as root:
        job = Job(root, manifest, splits, frame, options, tally)
        with chosen.open(job) as writer:
            for sample in samples(store, folder, manifest, splits):
                tally.documents += 1
                writer.add(sample)
        _check_filled(chosen, manifest, tally)
        write_readme(chosen, job)
        write_marker(chosen, job, folder)
    return Exported(
        chosen.name,
        frame.name,
        manifest.recipe,
        out,
        tally.documents,
        tally.pictures,
        tally.object_images,
        dict(sorted(tally.rows.items())),
        dict(sorted(tally.left_out.items())),
    )


def _format(name: str) -> Format:
    if name not in FORMATS:
        raise ExportError(f"--format {name!r}: there is no such format; choose one of {', '.join(FORMATS)}")
    return FORMATS[name]


def _check_used(chosen: Format, frame: Frame, options: ExportOptions) -> None:
    """An option that changes nothing is a misunderstanding."""
    given = options.model_fields_set
    if options.tasks and "conversations" not in chosen.holds:
        raise ExportError(f"--task: {chosen.name} does not export by conversations; leave it out")
    if given & {"min_pixels", "max_pixels"} and not isinstance(frame, SmartResized):
        raise ExportError(f"--min-pixels, --max-pixels: the frame {frame.name} does not depend on them; leave them out")


def _check_holds(chosen: Format, manifest: Manifest) -> None:
    if "grains" in chosen.holds:
        return
    if manifest.template and "segments" not in chosen.holds:
        raise ExportError(
            f"recipe {manifest.recipe} holds interleaved documents (template {manifest.template}), and {chosen.name} "
            "holds questions with answers in text; choose obelics or ms-swift, or export a recipe of conversations"
        )
    if not manifest.template and "conversations" not in chosen.holds:
        raise ExportError(
            f"recipe {manifest.recipe} holds conversations, and {chosen.name} holds interleaved documents; choose a "
            "format of conversations (llava, qwen2.5-vl, qwen3-vl, ms-swift, llama-factory), or export a recipe with "
            "a template"
        )


def _check_outside(store: Store, folder: str, out: Path) -> None:
    shards = Path(store.root).resolve() / folder.partition("/")[0]
    if out.resolve().is_relative_to(shards):
        raise ExportError(f"--out {out}: lies among the run's own shards; name a folder elsewhere")


def _check_filled(chosen: Format, manifest: Manifest, tally: Tally) -> None:
    if any(tally.rows.values()):
        return
    why = ", ".join(f"{reason} {count}" for reason, count in sorted(tally.left_out.items())) or "it has no documents"
    raise ExportError(f"recipe {manifest.recipe} gives {chosen.name} nothing to write: {why}")
