"""What one attempt can meet and a later one may not: the retry policy goes by these types. They stay in this folder."""


class TransientError(Exception):
    """`may_be_billed`: the server may have done the work although nothing arrived."""

    may_be_billed = False


class OverloadedError(TransientError):
    """HTTP 429, 503 or 529. `retry_after` in seconds, when the server says."""

    def __init__(self, words: str, retry_after: float | None) -> None:
        super().__init__(words)
        self.retry_after = retry_after


class UnreachableError(TransientError):
    """No connection came about."""


class BrokenError(TransientError):
    """HTTP 5xx, or a body that is no chat completion."""


class DroppedError(TransientError):
    """The connection ended in the middle."""

    may_be_billed = True


class StalledError(TransientError):
    """No whole answer within the timeout."""

    may_be_billed = True
