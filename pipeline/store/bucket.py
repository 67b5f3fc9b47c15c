"""Objects of an S3 bucket (pyarrow's client and its one door): every call is tried again for a while, then an OSError.

Endpoint, region and credentials come from the standard AWS variables, files and instance roles, never from a URL.
"""

import logging
import os
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any, TypeVar

import pyarrow as pa
from tenacity import Retrying, retry_if_exception, stop_after_attempt, wait_exponential_jitter

T = TypeVar("T")

SCHEME = "s3://"
ATTEMPTS = 8
"""Of each call, each with the client's own SDK_ATTEMPTS: a storm of errors is waited out for about half a minute."""
SDK_ATTEMPTS = 3
FIRST_WAIT_S, LONGEST_WAIT_S = 0.2, 10.0
CONNECT_S = 5.0
STILL_S = 30.0
"""Without a byte on the wire before a request counts as dead; copying a large shard is silent for seconds."""
WHOLE = 5_000_000
"""Bytes; less is written by one request. pyarrow's parts have 10 MB."""
_BUCKET = re.compile(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]")
_STATUS = re.compile(r"HTTP status (\d{3})")
_FINAL = ("ACCESS_DENIED", "NO_SUCH_BUCKET", "INVALID_ACCESS_KEY_ID", "SIGNATURE_DOES_NOT_MATCH", "UNRECOGNIZED_CLIENT")
"""Errors the client tells by name; others come with their status."""
_PASSING = (408, 429)
"""The only statuses of 400 to 499 that may go away by themselves."""

_log = logging.getLogger(__name__)
logging.getLogger("tenacity").setLevel(logging.ERROR)


class PlaceError(ValueError):
    """The user named a place that nothing can be read from or written to; the message never repeats a credential."""


@dataclass(frozen=True, slots=True)
class Entry:
    """`name` is relative to the folder that was listed."""

    name: str
    is_folder: bool
    size: int
    mtime_ns: int


def parse(url: str) -> str:
    """`s3://bucket/key` -> `bucket/key`, without a slash at its end. Raises PlaceError."""
    bucket, _, key = url.removeprefix(SCHEME).partition("/")
    if not url.startswith(SCHEME) or not _BUCKET.fullmatch(bucket):
        raise PlaceError(
            "what follows s3:// must be a bucket's name and a path, as in s3://bucket/folder; "
            "credentials and endpoint go into AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_ENDPOINT_URL"
        )
    key = key.rstrip("/")
    if any(part in ("", ".", "..") for part in key.split("/")) and key:
        raise PlaceError(f"{url!r} has an empty part, a dot or two dots between its slashes; write it plainly")
    return f"{bucket}/{key}" if key else bucket


def attempt(path: str, call: Callable[[Any], T]) -> T:
    """`call(filesystem)`, again while the trouble may pass. Raises FileNotFoundError at once, OSError in the end."""
    tries = Retrying(
        retry=retry_if_exception(_may_pass),
        stop=stop_after_attempt(ATTEMPTS),
        wait=wait_exponential_jitter(multiplier=FIRST_WAIT_S, max=LONGEST_WAIT_S, jitter=FIRST_WAIT_S),
        before_sleep=lambda state: _log.info("%s%s: try %d failed", SCHEME, path, state.attempt_number),
        reraise=True,
    )
    try:
        return tries(call, filesystem())
    except FileNotFoundError:
        raise FileNotFoundError(f"there is no {SCHEME}{path}") from None
    except OSError as error:
        raise OSError(
            f"{SCHEME}{path}: {_said(error)} (AWS_ENDPOINT_URL, credentials and network in order?)"
        ) from error


def _may_pass(error: BaseException) -> bool:
    if not isinstance(error, OSError) or isinstance(error, FileNotFoundError):
        return False
    said = str(error)
    if any(name in said for name in _FINAL):
        return False
    status = _STATUS.search(said)
    return status is None or int(status[1]) >= 500 or int(status[1]) in _PASSING


def _said(error: OSError) -> str:
    return " ".join(str(error).split())[:300]


def filesystem(is_whole: bool = False) -> Any:
    """pyarrow's S3FileSystem for the environment as it is now; `is_whole`: for writes that fit one request."""
    endpoint = os.environ.get("AWS_ENDPOINT_URL_S3") or os.environ.get("AWS_ENDPOINT_URL") or ""
    region = os.environ.get("AWS_REGION") or os.environ.get("AWS_DEFAULT_REGION") or ""
    return _filesystem(endpoint, region, is_whole)


@cache
def _filesystem(endpoint: str, region: str, is_whole: bool) -> Any:
    from pyarrow.fs import AwsStandardS3RetryStrategy, S3FileSystem  # 0.3 s that local runs do without

    options: dict[str, Any] = {"region": region} if region or endpoint else {}
    if endpoint:
        scheme, _, host = endpoint.rstrip("/").rpartition("://")
        options |= {"scheme": scheme or "https", "endpoint_override": host, "region": region or "us-east-1"}
    return S3FileSystem(
        # delayed: one PUT for what is smaller than a part. Not for more: when the upload could not be begun, a
        # delayed stream puts what it holds, which is not all, under the object's name
        allow_delayed_open=is_whole,
        connect_timeout=CONNECT_S,
        request_timeout=STILL_S,
        retry_strategy=AwsStandardS3RetryStrategy(max_attempts=SDK_ATTEMPTS),
        **options,
    )


def read(path: str, offset: int = 0, length: int | None = None) -> bytes:
    """The whole object, or what there is of `length` bytes from `offset`. Raises FileNotFoundError, OSError."""

    def once(files: Any) -> bytes:
        with files.open_input_file(path) as file:
            size = max(0, file.size() - offset) if length is None else max(0, min(length, file.size() - offset))
            return _whole(file.read_at(size, offset), size) if size else b""

    return attempt(path, once)


def _whole(data: bytes, size: int) -> bytes:
    if len(data) != size:
        raise OSError(f"{len(data)} of {size} bytes came")
    return data


def write(path: str, data: bytes | pa.Buffer) -> None:
    """Visible as a whole or not at all: one PUT, or a multipart upload that its last request completes."""

    def once(_: Any) -> None:
        stream = filesystem(is_whole=memoryview(data).nbytes < WHOLE).open_output_stream(path)
        # one call: a stream that fails inside it knows so and will not complete the upload when it is closed
        stream.write(data)
        stream.close()

    attempt(path, once)


def copy(source: str, target: str) -> None:
    """At most 5 GB (S3's limit for one request). Raises FileNotFoundError."""
    attempt(source, lambda files: files.copy_file(source, target))


def delete(path: str) -> None:
    """No error when it is not there."""
    try:
        attempt(path, lambda files: files.delete_file(path))
    except FileNotFoundError:
        return


def delete_below(path: str) -> None:
    """No error when nothing is there."""
    try:
        attempt(path, lambda files: files.delete_dir(path))
    except FileNotFoundError:
        return


def look(path: str) -> Entry | None:
    """The object or folder of that name; None when there is none."""
    found = attempt(path, lambda files: files.get_file_info(path))
    return None if found.type.name == "NotFound" else _entry(found, path.rpartition("/")[2])


def listing(path: str, recursive: bool = False) -> list[Entry]:
    """Sorted, folder by folder; [] when there is none. A million objects take about a thousand requests."""

    def once(files: Any) -> list[Entry]:
        from pyarrow.fs import FileSelector

        found = files.get_file_info(FileSelector(path, recursive=recursive, allow_not_found=True))
        return [_entry(each, each.path[len(path) + 1 :]) for each in found]

    return sorted(attempt(path, once), key=lambda entry: [part.encode() for part in entry.name.split("/")])


def _entry(found: Any, name: str) -> Entry:
    is_folder = found.type.name == "Directory"
    return Entry(name, is_folder, 0 if is_folder else found.size, 0 if is_folder else found.mtime_ns)
