"""Documents to sequences: what a document gives to learn from, cut to the model's length at the border of a segment."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipeline.training.data.atoms import Atomizer
from pipeline.training.data.sequence import Atom, joined, length
from pipeline.training.data.sequence import Sequence as TokenSequence
from pipeline.training.data.words import Words
from schemas.document import Document, DocumentConversation
from schemas.part import Turn
from schemas.training import ShardSetSpec

SEGMENTS = -1
"""Instead of a first conversation: the interleaved document."""


@dataclass(frozen=True, slots=True)
class Span:
    """What of a document one sequence holds: its segments, or its chosen conversations `first` to before `last`."""

    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Found:
    """`cut`: tokens left out to fit; a span of `num_targets` 0 has nothing to learn from and is not drawn."""

    span: Span
    length: int
    num_targets: int
    cut: int


class Sequencer:
    """`together`: conversations about one picture share its tokens, as branches that do not see each other."""

    def __init__(self, words: Words, atomizer: Atomizer, max_length: int, together: bool) -> None:
        self._words, self._atomizer = words, atomizer
        self._max_length, self._together = max_length, together
        self._placeholders = frozenset((words.image, words.object_image))

    def spans(self, document: Document, wanted: ShardSetSpec) -> Iterator[Found]:
        """Every sequence the document gives under this set's wishes."""
        if wanted.segments and document.segments:
            yield _found(Span(SEGMENTS, 0), *self._segments(document))
        chosen = self.chosen(document, wanted)
        atoms = [self._turns(document, conversation.turns) for conversation in chosen]
        for span in self._groups(atoms):
            part = slice(span.first, span.last)
            yield _found(span, *self._conversations(document, chosen[part], atoms[part]))

    def sequence(self, document: Document, span: Span, wanted: ShardSetSpec) -> TokenSequence:
        if span.first == SEGMENTS:
            return self._segments(document)[0]
        chosen = self.chosen(document, wanted)[span.first : span.last]
        atoms = [self._turns(document, conversation.turns) for conversation in chosen]
        return self._conversations(document, chosen, atoms)[0]

    def chosen(self, document: Document, wanted: ShardSetSpec) -> list[DocumentConversation]:
        if not wanted.conversations:
            return []
        return [c for c in document.conversations if wanted.tasks is None or c.task in wanted.tasks]

    def prompt(self, document: Document, turns: Sequence[Turn]) -> TokenSequence:
        """What a model is asked: the turns, then the opening of an answer. Not cut."""
        atoms = self._turns(document, turns)
        atoms.append(self._atomizer.mark(self._words.marks.assistant.opening, False))
        return joined(atoms, [], self._placeholders)

    def _segments(self, document: Document) -> tuple[TokenSequence, int]:
        atoms = self._atomizer.atoms(document, document.segments, True, True)
        kept = _fitting(atoms, self._max_length - 1)
        cut = length(atoms) - length(kept)
        return joined([*kept, self._atomizer.end()] if not cut else kept, [], self._placeholders), cut

    def _conversations(
        self, document: Document, chosen: Sequence[DocumentConversation], atoms: list[list[Atom]]
    ) -> tuple[TokenSequence, int]:
        """`atoms` of each. One conversation that is too long loses its last rounds."""
        if len(atoms) == 1 and length(atoms[0]) > self._max_length:
            kept = self._rounds(document, chosen[0].turns)
            return joined(kept, [], self._placeholders), length(atoms[0]) - length(kept)
        if len(atoms) == 1:
            return joined(atoms[0], [], self._placeholders), 0
        shared = _shared(atoms)
        return joined(atoms[0][:shared], [each[shared:] for each in atoms], self._placeholders), 0

    def _rounds(self, document: Document, turns: Sequence[Turn]) -> list[Atom]:
        """The longest beginning that ends with an answer and fits; none if the first round does not."""
        for last in range(len(turns) - len(turns) % 2, 0, -2):
            atoms = self._turns(document, turns[:last])
            if length(atoms) <= self._max_length:
                return atoms
        return []

    def _groups(self, conversations: list[list[Atom]]) -> list[Span]:
        """Neighbours that begin with the same picture go together while they fit."""
        if not self._together:
            return [Span(number, number + 1) for number in range(len(conversations))]
        groups: list[Span] = []
        shared: list[Atom] = []
        first, taken = 0, 0
        for number, atoms in enumerate(conversations):
            opening = atoms[:2] if _opens_with_picture(atoms) else []
            added = length(atoms) - (length(opening) if opening == shared else 0)
            if number > first and (opening != shared or not opening or taken + added > self._max_length):
                groups.append(Span(first, number))
                first, taken, added = number, 0, length(atoms)
            shared, taken = opening, taken + added
        return [*groups, Span(first, len(conversations))] if conversations else []

    def _turns(self, document: Document, turns: Sequence[Turn]) -> list[Atom]:
        made = []
        for turn in turns:
            marks, learned = getattr(self._words.marks, turn.role), turn.role == "assistant"
            made.append(self._atomizer.mark(marks.opening, False))
            made += self._atomizer.atoms(document, turn.parts, learned, False)
            made.append(self._atomizer.mark(marks.closing, learned))
        return made


def _found(span: Span, made: TokenSequence, cut: int) -> Found:
    return Found(span, len(made.ids), made.num_targets, cut)


def _fitting(atoms: list[Atom], room: int) -> list[Atom]:
    """The longest beginning of whole atoms that fits."""
    used = 0
    for number, atom in enumerate(atoms):
        used += len(atom.ids)
        if used > room:
            return atoms[:number]
    return atoms


def _opens_with_picture(atoms: list[Atom]) -> bool:
    return len(atoms) > 1 and atoms[1].shown is not None


def _shared(conversations: list[list[Atom]]) -> int:
    """The opening mark and the picture, which `_groups` saw to be the same."""
    return 2 if all(_opens_with_picture(atoms) for atoms in conversations) else 0
