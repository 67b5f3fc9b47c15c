"""Text to token numbers and back, and the numbers of the marks. The one door to a tokenizer."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from schemas.chat import ChatMarks


@dataclass(frozen=True, slots=True)
class Encoded:
    """`starts`: where each token begins in the text, in characters."""

    ids: list[int]
    starts: list[int]


class Words:
    """A fast tokenizer that knows our marks. Marks inside a document's own text stay plain text."""

    def __init__(self, tokenizer: Any, marks: ChatMarks) -> None:
        self.tokenizer, self.marks = tokenizer, marks
        self._plain = tokenizer.backend_tokenizer
        self._plain.encode_special_tokens = True  # a caption that says <image> must not become a picture
        self.image, self.object_image = self.number(marks.image), self.number(marks.object_image)
        self.end = self.number(marks.end)
        self.picture_opening, self.picture_closing = (
            self.number(marks.picture.opening),
            self.number(marks.picture.closing),
        )

    def number(self, mark: str) -> int:
        """Raises KeyError for a mark the tokenizer does not know as one token."""
        found = self.tokenizer.get_vocab()
        return int(found[mark])

    def encode(self, text: str) -> Encoded:
        done = self._plain.encode(text, add_special_tokens=False)
        return Encoded(list(done.ids), [start for start, _ in done.offsets])

    def encode_marks(self, text: str) -> list[int]:
        """Marks as the single tokens they are, with the plain text between them."""
        self._plain.encode_special_tokens = False
        try:
            return list(self._plain.encode(text, add_special_tokens=False).ids)
        finally:
            self._plain.encode_special_tokens = True

    def decode(self, ids: Sequence[int]) -> str:
        return str(self.tokenizer.decode(ids, skip_special_tokens=True, clean_up_tokenization_spaces=False))

    @property
    def size(self) -> int:
        """Numbers in use, marks included."""
        return len(self.tokenizer)

    def digest(self) -> str:
        """Of everything that decides a text's numbers."""
        return hashlib.sha256(str(self._plain.to_str()).encode()).hexdigest()


def mark_tokens(marks: ChatMarks) -> list[str]:
    """The marks that must be one token each."""
    turns = ("<|im_start|>", "<|im_end|>")
    return [marks.end, *turns, marks.image, marks.object_image, marks.picture.opening, marks.picture.closing]
