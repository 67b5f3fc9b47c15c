"""An answer that speaks of what is not there: raised where it is met, counted as a rejection by its rule."""


class Ungrounded(Exception):
    """`rule` as in the ledger; `value` the number that leads nowhere, if it is one."""

    def __init__(self, rule: str, value: float | None = None) -> None:
        super().__init__(rule, value)
        self.rule, self.value = rule, value
