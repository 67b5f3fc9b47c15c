"""Why a download stopped."""


class DownloadError(Exception):
    """The server, the file or the disk is not what it should be: what is wrong, where, what to do."""


class InterruptedTransferError(Exception):
    """The connection broke or the server is busy: what arrived is kept, and the rest is asked for again."""

    def __init__(self, why: str, wait_s: float = 0.0) -> None:
        super().__init__(why)
        self.wait_s = wait_s
