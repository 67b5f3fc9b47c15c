"""The command `evaluate`: a run measured against annotations, and the pictures in it that should not be."""

import argparse
import textwrap
from collections.abc import Iterator, Mapping
from typing import Any

from jobs import evaluate_model
from jobs.commands import Found
from jobs.display import Display
from jobs.sheet import WIDTH

MAX_LINES = 10
"""Of a list in the text; --json has all."""


def arguments(verb: argparse.ArgumentParser) -> None:
    verb.add_argument("run_dir", metavar="RUN_DIR", help="or the folder of a finished model")
    verb.add_argument("--truth", metavar="FILE", help="instances in COCO's format, instead of the sources' annotations")
    verb.add_argument(
        "--leaks",
        action="append",
        default=[],
        metavar="FILE",
        help="a list of an evaluation set's pictures: keys, COCO ids, hashes, or its annotation file",
    )
    evaluate_model.arguments(verb)


def evaluate_run(options: argparse.Namespace) -> Found:
    if evaluate_model.is_model(options.run_dir):
        return evaluate_model.evaluate_model(options)
    from pipeline.run.evaluate import EvaluateWishes, evaluate  # pycocotools: 0.3 s that other commands do without

    with Display(quiet=options.json) as display:
        body = evaluate(options.run_dir, EvaluateWishes(options.truth, tuple(options.leaks)), display)
    return Found(body, "\n".join(_fill(line) for line in _lines(body)))


def _fill(line: str) -> str:
    """Within 80 columns, but for a path that is longer."""
    return textwrap.fill(line, WIDTH, subsequent_indent="    ", break_long_words=False, break_on_hyphens=False)


def _lines(body: Mapping[str, Any]) -> Iterator[str]:
    yield f"run {body['run']}: {body['records']:,} records measured against {', '.join(body['truth'])}"
    for source, found in body["boxes"].items():
        yield from _boxes(source, found)
    for source, found in body["labels"].items():
        itself = "; they ARE these annotations" if found["measures_itself"] else ""
        yield (
            f"labels against {source}: recall {found['recall']:.3f} ({found['recognised']:,} of "
            f"{found['annotated']:,} in {found['images']:,} pictures{itself})"
        )
    for source, found in body["relations"].items():
        yield _relations(source, found)
    if body["other_shape"]:
        yield f"{len(body['other_shape']):,} pictures have another shape than the annotation file says: not measured"
    yield from (f"note: {note}" for note in body["notes"])
    yield from _suspects(body)


def _boxes(source: str, found: Mapping[str, Any]) -> Iterator[str]:
    yield (
        f"boxes against {source}: {found['regions']:,} boxes, {found['annotations']:,} annotations, "
        f"{found['images']:,} pictures"
    )
    if found["measures_itself"]:
        yield (
            f"  THIS RUN MEASURES ITSELF: {found['own']:,} boxes are the very annotations they are measured by; the "
            "figures say what its thresholds left of them, not how good they are"
        )
    if not found["is_exhaustive"]:
        yield "  these annotators did not mark all there is: precision is a lower bound"
    stats = {name: "-" if value is None else f"{value:.3f}" for name, value in found["stats"].items()}
    yield "  AP {ap}  AP50 {ap50}  AP75 {ap75}  small {ap_small}  medium {ap_medium}  large {ap_large}".format(**stats)
    yield "  AR1 {ar1}  AR10 {ar10}  AR100 {ar100}  small {ar_small}  medium {ar_medium}  large {ar_large}".format(
        **stats
    )
    if found["unknown_labels"] or found["labels_left_out"]:
        yield (
            f"  left out: {found['unknown_labels']:,} boxes with labels nobody annotated, {found['labels_left_out']:,} "
            "rare labels"
        )


def _relations(source: str, found: Mapping[str, Any]) -> str:
    said = "-" if found["precision"] is None else f"{found['precision']:.3f}"
    return (
        f"relations against {source}: precision {said} ({found['agreeing']:,} of {found['judged']:,} between objects "
        f"that it relates; {found['relations']:,} in all; a lower bound: several can hold)"
    )


def _suspects(body: Mapping[str, Any]) -> Iterator[str]:
    for path, names in body["lists"].items():
        found = [leak for leak in body["leaks"] if leak["list"] == path]
        kept = ", kept out by publish.exclude" if found and found[0]["is_kept_out"] else ""
        yield f"evaluation set {path}: {len(found):,} of its {names:,} pictures are in this run{kept}"
        yield from _some(f"  {leak['key']} ({leak['listed']})" for leak in found)
    if not body["lists"]:
        yield "evaluation sets: none named (--leaks FILE, publish.exclude), so none was looked for"
    near = body["near_duplicates"]
    kept = "kept out by publish.near_duplicates" if near["are_kept_out"] else "all published"
    yield f"near-duplicates within {near['max_distance']} of 64 bits: {len(near['pairs']):,}" + (
        f", {kept}" if near["pairs"] else ""
    )
    yield from _some(f"  {pair['key']} looks like {pair['like']}" for pair in near["pairs"])


def _some(lines: Iterator[str]) -> Iterator[str]:
    found = list(lines)
    yield from found[:MAX_LINES]
    if len(found) > MAX_LINES:
        yield f"  ... and {len(found) - MAX_LINES:,} more; --json lists all"
