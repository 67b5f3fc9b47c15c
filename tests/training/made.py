"""Documents made by hand, and a tokenizer over their words, for tests that look at single tokens."""

from typing import Any

from pipeline.training.data.atoms import Atomizer, PictureTokens
from pipeline.training.data.sequences import Sequencer
from pipeline.training.data.words import Words
from prompts.loader import load
from schemas.chat import ChatMarks
from schemas.document import Document
from schemas.training import ShardSetSpec, TrainedTokenizer

BY = {"stage": "ask", "backend": "rules"}
ALL = ShardSetSpec(shards="nowhere")


def part(**what: Any) -> dict[str, Any]:
    return {**what, "by": BY}


def turns(question: list[dict[str, Any]], *answer: dict[str, Any]) -> list[dict[str, Any]]:
    return [{"role": "user", "parts": [part(image=True), *question]}, {"role": "assistant", "parts": list(answer)}]


def document(size: tuple[int, int] = (200, 100), **fields: Any) -> Document:
    """Two regions, one object image; more by `fields`."""
    width, height = size
    region = {"score": 1.0, "origin": "test", "attributes": [], "phrase": "", "is_crowd": False}
    body: dict[str, Any] = {
        "key": "test/1",
        "recipe": "test@1",
        "template": "",
        "image": {
            "width": width,
            "height": height,
            "sha256": "",
            "source_sha256": "",
            "identity": "",
            "license": "",
        },
        "view": [0, 0, width, height],
        "captions": [],
        "labels": [],
        "regions": [
            {"label": "cat", "box": [20, 10, 120, 60], **region},
            {"label": "dog", "box": [100, 40, 200, 100], **region},
        ],
        "relations": [],
        "object_images": [{"region": 0, "margin": 0.0, "size": 32}],
        "segments": [],
        "conversations": [],
    }
    return Document.model_validate(body | fields)


def words() -> Words:
    from pipeline.training.models.tokenizer import trained

    marks = load("training/chat", ChatMarks).body
    lines = ["Where is the cat? It is at the dog.", "A cat and a dog on a mat."]
    return Words(trained(TrainedTokenizer(vocab_size=480), marks, 2, lines), marks)


def sequencer(max_length: int = 512, together: bool = True, pictures: PictureTokens | None = None) -> Sequencer:
    known = words()
    return Sequencer(known, Atomizer(known, pictures or PictureTokens(4, 2), 2), max_length, together)
