"""LLaMA-Factory's ShareGPT lines with an `images` column, and the dataset_info.json that names them."""

import json
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import Any

from pipeline.exports.chat import SENDERS, chats, paths, plain
from pipeline.exports.format import Format, Job, Writer
from pipeline.exports.lines import JsonRows
from pipeline.exports.pictures import Pictures
from pipeline.exports.published import Sample
from pipeline.exports.text import coordinates
from schemas.manifest import Split


@dataclass(frozen=True, slots=True)
class LlamaFactory:
    job: Job
    rows: dict[Split, JsonRows]

    def add(self, sample: Sample) -> None:
        speak = plain(coordinates(sample.document, self.job.frame))
        pictures = Pictures(self.job.root, sample, self.job.tally)
        for chat in chats(self.job, sample, speak):
            self.rows[sample.split].add({"conversations": chat.shared(), "images": paths(chat, pictures)})


@contextmanager
def _open(job: Job) -> Iterator[Writer]:
    with ExitStack() as stack:
        yield LlamaFactory(
            job, {s: stack.enter_context(JsonRows(job.root, f"{s}.jsonl", job.tally)) for s in job.splits}
        )
    # A split all of whose conversations were left out has no file, and LLaMA-Factory stops at a name without one.
    written = [split for split in job.splits if job.tally.rows[f"{split}.jsonl"]]
    info = {f"{_stem(job)}_{split}": _entry(split) for split in written}
    (job.root / "dataset_info.json").write_text(json.dumps(info, indent=2) + "\n", encoding="utf-8")


def _stem(job: Job) -> str:
    """The recipe's name, in letters that a command line takes unquoted."""
    name = job.manifest.recipe.partition("@")[0]
    return "multigrain_" + "".join(c if c.isalnum() else "_" for c in name)


def _entry(split: Split) -> dict[str, Any]:
    return {
        "file_name": f"{split}.jsonl",
        "formatting": "sharegpt",
        "columns": {"messages": "conversations", "images": "images"},
        "tags": {
            "role_tag": "from",
            "content_tag": "value",
            "user_tag": SENDERS["user"],
            "assistant_tag": SENDERS["assistant"],
        },
    }


LLAMA_FACTORY = Format(
    "llama-factory",
    frozenset({"conversations"}),
    ("unit", "padded", "smart_resized", "thousandths"),
    _open,
)
