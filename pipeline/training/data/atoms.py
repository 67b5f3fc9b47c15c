"""Parts to atoms: text runs are tokenized as one, cut at the borders of their parts; pictures become placeholders."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.training.data.coordinates import region_text
from pipeline.training.data.sequence import WHOLE, Atom
from pipeline.training.data.words import Words
from schemas.document import Document
from schemas.part import Part


@dataclass(frozen=True, slots=True)
class PictureTokens:
    """How many tokens a picture has. `are_learned`: its tokens are words too (discrete family)."""

    image: int
    object_image: int
    are_learned: bool = False


class Atomizer:
    """Turns a document's parts into atoms, in their order."""

    def __init__(self, words: Words, pictures: PictureTokens, decimals: int) -> None:
        self._words, self._pictures, self._decimals = words, pictures, decimals

    def atoms(self, document: Document, parts: Sequence[Part], learns_text: bool, learns_pictures: bool) -> list[Atom]:
        made: list[Atom] = []
        run: list[str] = []
        for part in parts:
            if part.text is not None:
                run.append(part.text)
            elif part.region is not None:
                run.append(region_text(document, part.region, self._decimals))
            else:
                made += self._run(run, learns_text)
                run = []
                made.append(self._picture(part, learns_pictures and self._pictures.are_learned))
        return made + self._run(run, learns_text)

    def mark(self, text: str, is_learned: bool) -> Atom:
        return Atom(tuple(self._words.encode_marks(text)), is_learned)

    def end(self) -> Atom:
        """Closes an interleaved document."""
        return Atom((self._words.end,), True)

    def _run(self, texts: list[str], is_learned: bool) -> list[Atom]:
        """A token across a border belongs to the part it begins in, so no cut goes through a box."""
        if not texts:
            return []
        encoded = self._words.encode("".join(texts))
        atoms, first, border = [], 0, 0
        for text in texts:
            border += len(text)
            last = bisect_left(encoded.starts, border, first)
            if last > first:
                atoms.append(Atom(tuple(encoded.ids[first:last]), is_learned))
            first = last
        return atoms

    def _picture(self, part: Part, is_learned: bool) -> Atom:
        words = self._words
        token, count = words.image, self._pictures.image
        if part.object_image is not None:
            token, count = words.object_image, self._pictures.object_image
        shown = WHOLE if part.object_image is None else part.object_image
        return Atom((words.picture_opening, *[token] * count, words.picture_closing), is_learned, shown)
