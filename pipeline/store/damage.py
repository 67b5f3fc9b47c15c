"""Damage: a file whose bytes are not those that were written. It is named and made again, never believed."""


class DamagedError(ValueError):
    """`path` is relative to the store's root."""

    def __init__(self, path: str, what: str) -> None:
        super().__init__(path, what)
        self.path = path
        self.what = what

    def __str__(self) -> str:
        return f"{self.path}: {self.what}"
