"""LLaVA's conversation JSON: one list per split, one picture per conversation."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

from pipeline.exports.chat import Chat, cannot_hold, chats, paths, plain
from pipeline.exports.format import Format, Job, Writer
from pipeline.exports.lines import JsonRows
from pipeline.exports.pictures import Pictures
from pipeline.exports.published import Sample
from pipeline.exports.text import coordinates
from schemas.manifest import Split


@dataclass(frozen=True, slots=True)
class Llava:
    job: Job
    rows: dict[Split, JsonRows]

    def add(self, sample: Sample) -> None:
        speak = plain(coordinates(sample.document, self.job.frame))
        pictures = Pictures(self.job.root, sample, self.job.tally)
        for chat in chats(self.job, sample, speak):
            _check(chat)
            found = paths(chat, pictures)
            shown = {"image": found[0]} if found else {}
            self.rows[sample.split].add({"id": chat.id, **shown, "conversations": chat.shared()})


def _check(chat: Chat) -> None:
    if chat.pictures not in ((), (None,)):
        why = "llava holds one picture, it shows more (ms-swift, qwen2.5-vl, qwen3-vl and llama-factory hold several)"
        raise cannot_hold(chat.id, chat.conversation, why)


@contextmanager
def _open(job: Job) -> Iterator[Writer]:
    with ExitStack() as stack:
        yield Llava(job, {s: stack.enter_context(JsonRows(job.root, f"{s}.json", job.tally)) for s in job.splits})


LLAVA = Format("llava", frozenset({"conversations"}), ("padded", "unit"), _open)
