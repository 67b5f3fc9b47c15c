"""A sequence: the tokens of one interleaved document, or of one picture's conversations, ready to be packed."""

from collections.abc import Iterable
from dataclasses import dataclass, field

NO_TARGET = -100
"""What `torch.nn.functional.cross_entropy` leaves out by default."""

WHOLE = -1
"""The document's view among the pictures shown; other numbers are indices into its object images."""


@dataclass(frozen=True, slots=True)
class Atom:
    """Tokens that are kept or cut off together: a segment, one picture, a mark. `shown`: what its tokens depict."""

    ids: tuple[int, ...]
    is_learned: bool
    shown: int | None = None


@dataclass(slots=True)
class Sequence:
    """All lists have one entry a token. `targets`: the next token where it is to be learned, else NO_TARGET.

    `branches`: 0 for what all branches share, then 1, 2, ... for parts that do not see each other.
    `pictures`: number of the picture in `shown` a token depicts, from 1; 0 for words.
    """

    ids: list[int] = field(default_factory=list)
    targets: list[int] = field(default_factory=list)
    positions: list[int] = field(default_factory=list)
    branches: list[int] = field(default_factory=list)
    pictures: list[int] = field(default_factory=list)
    shown: list[int] = field(default_factory=list)

    @property
    def num_targets(self) -> int:
        return sum(target != NO_TARGET for target in self.targets)


def length(atoms: Iterable[Atom]) -> int:
    return sum(len(atom.ids) for atom in atoms)


def joined(prefix: list[Atom], branches: list[list[Atom]], placeholders: frozenset[int]) -> Sequence:
    """The prefix, then the branches, each as if it stood alone behind the prefix."""
    made = Sequence()
    _append(made, prefix, 0, 0, placeholders)
    start = len(made.ids)
    for number, branch in enumerate(branches, 1):
        _append(made, branch, number, start, placeholders)
    return made


def _append(made: Sequence, atoms: list[Atom], branch: int, position: int, placeholders: frozenset[int]) -> None:
    """A target is set from within the branch only: its first token is predicted from nowhere."""
    first = len(made.ids)
    learned: list[bool] = []
    for atom in atoms:
        if atom.shown is not None:
            made.shown.append(atom.shown)
            made.pictures += [len(made.shown) if token in placeholders else 0 for token in atom.ids]
        else:
            made.pictures += [0] * len(atom.ids)
        made.ids += atom.ids
        learned += [atom.is_learned] * len(atom.ids)
    added = len(made.ids) - first
    made.positions += range(position, position + added)
    made.branches += [branch] * added
    following = zip(made.ids[first + 1 :], learned[1:], strict=True)
    made.targets += [token if is_learned else NO_TARGET for token, is_learned in following]
    made.targets += [NO_TARGET] * (added > 0)
