"""From labels to prompts, and from a prompt's tokens back to its labels: by position, never by comparing words."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline.backends.groundingdino.packages import grounding_import
from pipeline.backends.local.errors import ModelFileError
from pipeline.language.wording import fold

MOST_TOKENS = 256
"""GroundingDINO's text limit; what is beyond is cut off by both libraries without a word."""
DELIMITERS = ("[CLS]", "[SEP]", ".", "?")
"""What ends a phrase for the model: words between two of these do not attend to others."""


@dataclass(frozen=True, slots=True)
class Prompt:
    """`text` as the model reads it; of `labels[i]` the tokens `spans[i]`, from and to."""

    text: str
    labels: tuple[str, ...]
    ids: tuple[int, ...]
    spans: tuple[tuple[int, int], ...]


class Tokens:
    """The model's own tokenizer, read from its tokenizer.json. Raises ModelFileError, MissingPackageError."""

    def __init__(self, file: Path) -> None:
        tokenizers = grounding_import("tokenizers")
        try:
            self._tokenizer = tokenizers.Tokenizer.from_file(str(file))
        except Exception as error:  # the library raises bare Exceptions
            raise ModelFileError(f"{file}: is no tokenizer of the tokenizers library: {error}") from error
        self._tokenizer.no_padding()
        self._tokenizer.no_truncation()
        self.delimiters = tuple(self._tokenizer.token_to_id(token) for token in DELIMITERS)
        if None in self.delimiters:
            missing = [token for token, number in zip(DELIMITERS, self.delimiters, strict=True) if number is None]
            raise ModelFileError(f"{file}: has no token {missing}; GroundingDINO needs BERT's tokenizer")

    def prompt(self, labels: Sequence[str]) -> Prompt:
        """`cat . traffic light .`: lower case, each label a phrase of its own, as GroundingDINO was trained."""
        text, places = "", []
        for label in labels:
            word = spoken(label)
            places.append((len(text), len(text) + len(word)))
            text += f"{word} . "
        text = text.rstrip()
        encoded = self._tokenizer.encode(text)
        spans = tuple(_span(encoded.offsets, start, end) for start, end in places)
        return Prompt(text, tuple(labels), tuple(encoded.ids), spans)


def spoken(label: str) -> str:
    """Full stops and question marks would end the phrase in its middle."""
    return fold(label.replace(".", " ").replace("?", " "))


def prompts(labels: Sequence[str], tokens: Tokens, most: int) -> tuple[list[Prompt], list[str]]:
    """Prompts of at most so many labels and MOST_TOKENS tokens, and the labels that no prompt can hold."""
    made: list[Prompt] = []
    unsayable: list[str] = []
    batch: list[str] = []
    for label in labels:
        if not _fits(tokens.prompt([label])):
            unsayable.append(label)
        elif len(batch) < most and _fits(tokens.prompt([*batch, label])):
            batch.append(label)
        else:
            made.append(tokens.prompt(batch))
            batch = [label]
    return [*made, tokens.prompt(batch)] if batch else made, unsayable


def _fits(prompt: Prompt) -> bool:
    return len(prompt.ids) <= MOST_TOKENS and all(end > start for start, end in prompt.spans)


def _span(offsets: Sequence[tuple[int, int]], start: int, end: int) -> tuple[int, int]:
    """Positions of the tokens made from these characters; empty where there are none."""
    inside = [place for place, (first, last) in enumerate(offsets) if start <= first < last <= end]
    return (inside[0], inside[-1] + 1) if inside else (0, 0)
