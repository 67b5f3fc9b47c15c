"""When a request is tried again, after how long, and when it is its own fault: by the type of what it met."""

import hashlib
import random
from collections.abc import Callable
from dataclasses import dataclass, field

from tenacity import AsyncRetrying, RetryCallState, retry_if_exception_type

from pipeline.backends.openai.client.faults import OverloadedError, StalledError, TransientError

MOST_BLAMED = 10
"""Failures of one request while others are answered: at 30 % random faults 6 in a million requests get there."""
MOST_STALLED = 3
"""The same for answers that never came: each costs a whole timeout, and perhaps money."""
FIRST_S = 0.1
LONGEST_S = 1.0
"""Between tries: where the server has too much to do, all wait together, at its endpoint; where it answers others,
waiting longer would not help this one."""


@dataclass(slots=True)
class Tries:
    """One request's history. `blame` is raised only while the endpoint is well."""

    key: str
    blamed: int = 0
    stalled: int = 0
    last: TransientError | None = None
    _dice: random.Random = field(init=False)

    def __post_init__(self) -> None:
        self._dice = random.Random(hashlib.sha256(f"retry|{self.key}".encode()).digest())

    def blame(self, error: TransientError) -> None:
        self.blamed += 1
        self.stalled += isinstance(error, StalledError)

    def is_over(self, state: RetryCallState) -> bool:
        return self.blamed >= MOST_BLAMED or self.stalled >= MOST_STALLED

    def pause(self, state: RetryCallState) -> float:
        """Full jitter over a doubling span; where the server named a time, the endpoint waits and not the request."""
        error = state.outcome.exception() if state.outcome is not None else None
        if isinstance(error, OverloadedError) and error.retry_after is not None:
            return 0.0
        span = min(LONGEST_S, FIRST_S * 2.0 ** min(state.attempt_number, 10))
        return self._dice.uniform(FIRST_S / 2, span)

    def policy(self, check: Callable[[], None]) -> AsyncRetrying:
        """`check` is called before each pause and may raise to end it all."""
        return AsyncRetrying(
            retry=retry_if_exception_type(TransientError),
            stop=self.is_over,
            wait=self.pause,
            before_sleep=lambda state: check(),
            reraise=True,
        )
