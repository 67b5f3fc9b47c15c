"""One endpoint's health: how much it takes at once, until when it wants to be left alone, whether it is down."""

from collections.abc import Sequence

from pipeline.backends.openai.client.call import Call, Mode
from pipeline.backends.openai.client.door import Door
from pipeline.backends.openai.client.limiter import Limiter

SICK = 10
"""Different requests that failed in a row before it is the endpoint's fault and not theirs; at 30 % random faults that
happens once in 170,000 requests."""
MODES: Sequence[Mode] = ("json_schema", "json_object", "text")


class Endpoint:
    """`opens_at` in the event loop's time. `is_down`: it is probed, and nothing paid for is sent."""

    def __init__(self, door: Door, bound: int) -> None:
        self.door = door
        self.limiter = Limiter(bound)
        self.opens_at = 0.0
        self.is_down = False
        self._mode = 0
        self._is_mode_proven = False
        self._failing: dict[str, None] = {}
        self._sick_at = min(SICK, max(2, bound))

    def is_open(self, now: float) -> bool:
        return not self.is_down and now >= self.opens_at and self.limiter.has_room()

    @property
    def is_sick(self) -> bool:
        """Nothing but failures lately, from many requests."""
        return len(self._failing) >= self._sick_at

    def answered(self) -> None:
        self._failing.clear()
        self.limiter.succeeded()

    def failed(self, key: str) -> None:
        self._failing[key] = None

    def turned_away(self, now: float, retry_after: float | None) -> None:
        """The refusals of one burst that all name a time to come back shrink the window once."""
        if retry_after is None:
            self.limiter.turned_away()
            return
        if now >= self.opens_at:
            self.limiter.pause()
        self.opens_at = max(self.opens_at, now + retry_after)

    def modes(self, call: Call) -> Sequence[Mode]:
        """What to try in turn for this call. A mode that worked once is not doubted again."""
        if call.structured != "auto":
            return (call.structured,)
        return MODES[self._mode : self._mode + 1] if self._is_mode_proven else MODES[self._mode :]

    def prove(self, mode: Mode) -> None:
        self._mode, self._is_mode_proven = MODES.index(mode), True
