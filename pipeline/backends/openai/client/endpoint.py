"""One endpoint's health: how much it takes at once, until when it wants to be left alone, whether it is down."""

from collections.abc import Sequence

from pipeline.backends.openai.client.call import Call, Mode
from pipeline.backends.openai.client.door import Door
from pipeline.backends.openai.client.limiter import Limiter

SICK = 10
"""Different requests that failed in a row before it is the endpoint's fault and not theirs; at 30 % random faults that
happens once in 170,000 requests."""
PATIENT = 2.0
"""Usual answer times without an answer that the row must last: failures come back at once, answers do not."""
FIRST_PAUSE_S, LONGEST_PAUSE_S = 0.1, 5.0
"""Nobody asks for so long after the window shrank, doubled each time until an answer comes."""
MODES: Sequence[Mode] = ("json_schema", "json_object", "text")


class Endpoint:
    """`opens_at` in the event loop's time. `is_down`: it is probed, and nothing paid for is sent;

    `times_down` in a row, without an answer between.
    """

    def __init__(self, door: Door, bound: int) -> None:
        self.door = door
        self.limiter = Limiter(bound)
        self.opens_at = 0.0
        self.is_down = False
        self.times_down = 0
        self._mode = 0
        self._is_mode_proven = False
        self._in_a_row = 0
        self._failing: dict[str, None] = {}
        self._failing_since = 0.0
        self._usual_s: float | None = None
        self.last_answer = float("-inf")
        self._sick_at = min(SICK, max(2, bound))

    def is_open(self, now: float) -> bool:
        return not self.is_down and now >= self.opens_at and self.limiter.has_room()

    def is_sick(self, now: float) -> bool:
        """Nothing but failures, of many requests, for longer than answers take."""
        waited = now - self._failing_since
        is_long = self._usual_s is None or waited > PATIENT * self._usual_s
        return len(self._failing) >= self._sick_at and is_long

    def answered(self, began: float, now: float) -> None:
        self._failing.clear()
        self._in_a_row = self.times_down = 0
        self.last_answer = now
        self._usual_s = now - began if self._usual_s is None else 0.9 * self._usual_s + 0.1 * (now - began)
        self.limiter.succeeded()

    def failed(self, key: str, now: float) -> None:
        if not self._failing:
            self._failing_since = now
        self._failing[key] = None

    def turned_away(self, now: float, retry_after: float | None, since: int) -> None:
        """The refusals of one burst that all name a time to come back shrink the window once."""
        if retry_after is not None:
            if now >= self.opens_at:
                self.limiter.shrink()
            self.opens_at = max(self.opens_at, now + retry_after)
        elif self.limiter.turned_away(since):
            self.opens_at = max(self.opens_at, now + min(LONGEST_PAUSE_S, FIRST_PAUSE_S * 2.0**self._in_a_row))
            self._in_a_row = min(self._in_a_row + 1, 10)

    def modes(self, call: Call) -> Sequence[Mode]:
        """What to try in turn for this call. A mode that worked once is not doubted again."""
        if call.structured != "auto":
            return (call.structured,)
        return MODES[self._mode : self._mode + 1] if self._is_mode_proven else MODES[self._mode :]

    def prove(self, mode: Mode) -> None:
        self._mode, self._is_mode_proven = MODES.index(mode), True
