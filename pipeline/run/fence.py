"""The run's fence, for those who would look at it hundreds of times a second."""

import time

from pipeline.run.lock import check_fence
from pipeline.store.store import Store

LOOK_S = 1.0
"""Between two looks: a run that lost its folder goes on buying for no longer than that."""


class Fence:
    """Raises FencedError when called after the folder went to another run. Without a token nothing is fenced."""

    def __init__(self, store: Store, token: str) -> None:
        self._store, self._token = store, token
        self._looked = float("-inf")

    def __call__(self) -> None:
        if self._token and time.monotonic() - self._looked > LOOK_S:
            check_fence(self._store, self._token)
            self._looked = time.monotonic()
