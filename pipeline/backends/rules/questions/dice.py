"""Choices that depend on seed, record, kind of question and its number, and on nothing else."""

import hashlib
import random
from collections.abc import Iterable
from itertools import count
from typing import TypeVar

T = TypeVar("T")


class Dice:
    """A fresh generator for every question, so that one more question changes none before it."""

    def __init__(self, seed: int, key: str, kind: str) -> None:
        self._start = f"{seed}\0{key}\0{kind}\0"
        self._numbers = count()

    def next(self) -> random.Random:
        """For the next question of this kind."""
        return self._at(str(next(self._numbers)))

    def shuffled(self, items: Iterable[T]) -> list[T]:
        """Which things are asked about first."""
        chosen = list(items)
        self._at("order").shuffle(chosen)
        return chosen

    def _at(self, name: str) -> random.Random:
        return random.Random(int.from_bytes(hashlib.sha256((self._start + name).encode()).digest()[:8], "big"))
