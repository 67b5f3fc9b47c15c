"""One GET over HTTP from a byte on (urllib's one door); every way it can end is one of two errors."""

import http.client
import io
import re
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email.message import Message
from typing import IO
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import (
    HTTPDefaultErrorHandler,
    HTTPErrorProcessor,
    HTTPHandler,
    HTTPRedirectHandler,
    HTTPSHandler,
    OpenerDirector,
    ProxyHandler,
    Request,
)

from pipeline.download.refusal import DownloadError, InterruptedTransferError

TIMEOUT_S = 60
"""Without a byte; then the rest is asked for again."""

_BUSY = frozenset((408, 425, 429, 500, 502, 503, 504))
_RANGE = re.compile(r"bytes (?:(\d+)-\d+|\*)/(\d+|\*)")


@dataclass(frozen=True, slots=True)
class Answer:
    """`start`: the byte the body begins at. `total`: bytes of the whole file; None: the server does not say.

    `tag`: names this state of the file, for asking whether it is still the same; "" where the server gives none.
    """

    start: int
    total: int | None
    tag: str
    body: IO[bytes]


class _HttpOnly(HTTPRedirectHandler):
    """urllib would follow to ftp; and what was asked for over TLS is not fetched without."""

    def redirect_request(
        self, req: Request, fp: IO[bytes], code: int, msg: str, headers: http.client.HTTPMessage, newurl: str
    ) -> Request | None:
        scheme = urlsplit(newurl).scheme
        if scheme not in ("http", "https") or (req.type == "https" and scheme == "http"):
            raise DownloadError(f"{req.full_url} leads on to {newurl!r}, which is not followed; try --mirror")
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def _opener() -> OpenerDirector:
    """No file: and no ftp:, which urllib's own opener would read."""
    opener = OpenerDirector()
    for handler in (
        *(ProxyHandler(), HTTPHandler(), HTTPSHandler(), HTTPDefaultErrorHandler()),
        *(_HttpOnly(), HTTPErrorProcessor()),
    ):
        opener.add_handler(handler)
    return opener


@contextmanager
def get(url: str, start: int, tag: str) -> Iterator[Answer]:
    """From byte `start` on, if the file still is the one that `tag` names; else, or where ranges are not known, from 0.

    Raises InterruptedTransferError for what may pass, also while the body is read; DownloadError for what will not.
    """
    if urlsplit(url).scheme not in ("http", "https"):
        raise DownloadError(f"{url!r} is no http:// or https:// address")
    headers = {"User-Agent": "multigrain", "Accept-Encoding": "identity"}
    if start:
        headers |= {"Range": f"bytes={start}-"} | ({"If-Range": tag} if tag else {})
    try:
        with _opener().open(Request(url, headers=headers), timeout=TIMEOUT_S) as reply:
            yield _answer(url, reply.status, reply.headers, reply)
    except HTTPError as error:
        with error:
            if error.code == 416:  # nothing is left to send, or the file became shorter
                yield _answer(url, 416, error.headers, error)
                return
            raise _refused(url, error) from error
    except (URLError, http.client.HTTPException, ssl.SSLError, ConnectionError, TimeoutError) as error:
        reason = error.reason if isinstance(error, URLError) else error
        if isinstance(reason, ssl.SSLCertVerificationError):
            raise DownloadError(f"{url}: its certificate is not trusted: {reason}; try --mirror") from error
        raise InterruptedTransferError(f"{url}: {type(error).__name__}: {reason}") from error


def _answer(url: str, status: int, headers: Message, body: IO[bytes]) -> Answer:
    tag = headers.get("ETag", "")
    strong = "" if tag.startswith("W/") else tag
    if status == 200:
        length = headers.get("Content-Length", "")
        return Answer(0, int(length) if length.isdigit() else None, strong, body)
    found = _RANGE.fullmatch(headers.get("Content-Range", "").strip())
    if status not in (206, 416) or found is None:
        raise DownloadError(f"{url} answers {status} without saying which bytes; try --mirror")
    total = None if found[2] == "*" else int(found[2])
    if status == 416:
        return Answer(-1 if total is None else total, total, strong, io.BytesIO())
    return Answer(int(found[1] or 0), total, strong, body)


def _refused(url: str, error: HTTPError) -> Exception:
    if error.code in _BUSY:
        wait = error.headers.get("Retry-After", "")
        return InterruptedTransferError(f"{url} answers {error.code}", float(wait) if wait.isdigit() else 0.0)
    return DownloadError(
        f"{url} answers {error.code} {error.reason}: the file is not there for you; it may have moved: look on the "
        "data set's own page, or name another place with --mirror URL"
    )
