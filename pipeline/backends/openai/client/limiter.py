"""How many requests at once: additive increase, multiplicative decrease, never beyond a bound."""

DECREASE = 0.5
"""TCP's factor (Jacobson 1988)."""
STEPS = 16
"""Rounds from nothing to the bound: 64 at once grow by 4 a round, so a storm is forgotten after 16 answers' time."""
TOLERATED = 0.5
"""Share of a round that may be turned away before the window shrinks; ours. Refusals come back at once and answers do
not, so a window a little too large soon passes it, while 15 % of random refusals (or 30) never do: shrinking at every
one of them would hold 3 of 64 places (window = sqrt(1.5 / p))."""


class Limiter:
    """Counts places, waits for nothing. A round is as many outcomes as the window has places, at least `STEPS`."""

    def __init__(self, bound: int) -> None:
        self.bound = bound
        self.window = float(bound)
        self.in_flight = 0
        self.shrunk = 0
        self._good = 0
        self._turned_away = 0

    def has_room(self) -> bool:
        return self.in_flight < max(1, int(self.window))

    def enter(self) -> None:
        self.in_flight += 1

    def leave(self) -> None:
        self.in_flight -= 1

    def succeeded(self) -> None:
        self._good += 1
        self._close_round()

    def turned_away(self, since: int) -> bool:
        """By a 429 or an overload. True when that was one too many and the window shrank.

        `since` is `shrunk` as the request found it: one that went out before the last shrinking says nothing new.
        """
        if since < self.shrunk:
            return False
        self._turned_away += 1
        return self._close_round()

    def shrink(self) -> None:
        """At once: the server named a time to come back, or is gone."""
        self.window = max(1.0, self.window * DECREASE)
        self.shrunk += 1
        self._good = self._turned_away = 0

    def _close_round(self) -> bool:
        """A majority of refusals closes it early: nobody waits for the rest of a storm."""
        size = max(STEPS, int(self.window))
        if self._turned_away > TOLERATED * size:
            self.shrink()
            return True
        if self._good + self._turned_away >= size:
            self.window = min(float(self.bound), self.window + max(1.0, self.bound / STEPS))
            self._good = self._turned_away = 0
        return False
