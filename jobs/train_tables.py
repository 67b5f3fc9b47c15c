"""A model's evaluation as text: one table a question, recipe by recipe."""

from collections.abc import Iterator, Mapping
from typing import Any

_COLUMNS = ("questions", "accuracy", "precision", "recall", "f1", "yes")


def evaluation_lines(body: Mapping[str, Any]) -> Iterator[str]:
    yield f"model {body['model']}, split {body['split']}"
    for found in body["shards"].values():
        yield ""
        yield found["recipe"]
        yield from _losses(found["loss"])
        yield from _referring(found.get("referring", {}))
        yield from _probes(found.get("probes", {}))
        yield from _relation(found.get("relation", {}))


def _losses(found: Mapping[str, Any]) -> Iterator[str]:
    for name, loss in found.items():
        yield f"  loss of {name:<20} {loss['loss']:7.3f} nats a token  ({loss['tokens']:,} tokens)"


def _referring(found: Mapping[str, Any]) -> Iterator[str]:
    if not found.get("questions"):
        return
    yield f"  referring expressions, right from an IoU of 0.5 on ({found['questions']:,} questions)"
    for name, key in (
        ("the model", "accuracy"),
        ("mean box of the training split", "mean_box"),
        ("box in the centre", "centre_box"),
        ("random box", "random_box"),
        ("any region of the picture, by dice", "any_region"),
    ):
        yield f"    {name:<34} {found[key]:6.1%}"
    another, boxless = found["another_region"], found["without_box"]
    yield f"    mean IoU {found['mean_iou']:.3f}, another region instead {another:.1%}, no box {boxless:.1%}"


def _probes(found: Mapping[str, Any]) -> Iterator[str]:
    for kind, scores in found.items():
        said = "  ".join(f"{name} {_shown(scores[name])}" for name in _COLUMNS)
        yield f"  probes, {kind:<12} {said}"


def _relation(found: Mapping[str, Any]) -> Iterator[str]:
    if found.get("questions"):
        yield f"  relations {found['accuracy']:.1%} of {found['questions']:,} questions (chance {found['chance']:.1%})"


def _shown(value: float | int) -> str:
    return f"{value:,}" if isinstance(value, int) else f"{value:.1%}"
