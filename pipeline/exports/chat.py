"""Conversations as turns of text with pictures: what llava, Qwen's own trainer and LLaMA-Factory have in common."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from pipeline.exports.format import Job
from pipeline.exports.pictures import Pictures
from pipeline.exports.published import Sample
from pipeline.exports.refusal import ExportError
from pipeline.exports.text import IMAGE_MARK, MarkInTextError, Said, Shown, say
from schemas.document import DocumentConversation
from schemas.frames import UnresizableError
from schemas.part import Turn

Speak = Callable[[Turn], Said]
"""Says one turn in a format's own way."""

SENDERS = {"user": "human", "assistant": "gpt"}


@dataclass(frozen=True, slots=True)
class Chat:
    """`id` is KEY#number of the conversation in its document. The rest is as in Said, over all turns."""

    id: str
    conversation: DocumentConversation
    turns: tuple[tuple[str, str], ...]
    pictures: tuple[Shown, ...]
    regions: tuple[int, ...]
    names: tuple[str, ...]

    def shared(self) -> list[dict[str, str]]:
        """ShareGPT's form, which LLaVA's is: who it is from, and the value."""
        return [{"from": SENDERS[role], "value": text} for role, text in self.turns]


def chats(job: Job, sample: Sample, speak: Speak) -> Iterator[Chat]:
    """Of the chosen tasks; those that no consumer could read are counted as left out. Raises ExportError."""
    left_out = job.tally.left_out
    for number, conversation in enumerate(sample.document.conversations):
        if job.options.tasks and conversation.task not in job.options.tasks:
            left_out["task_not_chosen"] += 1
            continue
        try:
            chat = _chat(f"{sample.document.key}#{number}", conversation, speak)
        except MarkInTextError:
            left_out["mark_in_text"] += 1
            continue
        except UnresizableError:
            left_out["aspect_ratio"] += 1
            continue
        if chat.regions and None not in chat.pictures:
            left_out["coordinates_without_picture"] += 1
        else:
            yield chat


def _chat(name: str, conversation: DocumentConversation, speak: Speak) -> Chat:
    said = [speak(turn) for turn in conversation.turns]
    for turn, one in zip(conversation.turns, said, strict=True):
        if one.pictures and turn.role == "assistant":
            raise cannot_hold(name, conversation, "an answer shows a picture, and answers may hold text only")
    roles = [turn.role for turn in conversation.turns]
    return Chat(
        name,
        conversation,
        turns=tuple(zip(roles, (_line_after_picture(one.text) for one in said), strict=True)),
        pictures=tuple(shown for one in said for shown in one.pictures),
        regions=tuple(region for one in said for region in one.regions),
        names=tuple(known for one in said for known in one.names),
    )


def _line_after_picture(text: str) -> str:
    """LLaVA's and Qwen's own data put the words on the line after a leading picture."""
    rest = text.removeprefix(IMAGE_MARK)
    return f"{IMAGE_MARK}\n{rest}" if rest != text and not rest.startswith(("\n", IMAGE_MARK)) else text


def cannot_hold(name: str, conversation: DocumentConversation, why: str) -> ExportError:
    return ExportError(
        f"conversation {name} of task {conversation.task!r} does not fit: {why}; choose the tasks that fit with "
        "--task, or another format"
    )


def paths(chat: Chat, pictures: Pictures) -> list[str]:
    """Of its pictures, written on the way; a path for each mark."""
    return [pictures.view() if shown is None else pictures.object_image(shown) for shown in chat.pictures]


def plain(place: Callable[[int], str]) -> Speak:
    """Every turn with its coordinates said by `place`."""
    return lambda turn: say(turn.parts, place)
