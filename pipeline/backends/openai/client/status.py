"""What an HTTP status means for the run: stop, wait, or give up on this one request."""

import email.utils
import math
import time
from collections.abc import Mapping

from pipeline.backends.openai.client.faults import BrokenError, OverloadedError
from pipeline.backends.openai.errors import CredentialsError, RequestRefusedError, UnknownModelError

_NO_MONEY = frozenset({"insufficient_quota", "billing_hard_limit_reached", "billing_not_active"})
_NO_MODEL = frozenset({"model_not_found", "invalid_model", "model_not_available"})


def fault_of_status(status: int, code: str, words: str, headers: Mapping[str, str], what: str) -> Exception:
    """`words` is already fit to print, `what` names model and endpoint, `code` is the endpoint's own error code."""
    said = f"{what}: HTTP {status}: {words}"
    if status in (401, 403):
        return CredentialsError(f"{said}; is the variable that api_key_env names set to a key that may use this model?")
    if status == 402 or code in _NO_MONEY:
        return CredentialsError(f"{said}; the account has nothing left to spend, or is not allowed to")
    if status == 404 or code in _NO_MODEL:
        return UnknownModelError(f"{said}; is the model's name right, and does base_url end with /v1?")
    if status in (408, 425, 429, 503, 529):
        return OverloadedError(said, retry_after(headers))
    if status >= 500:
        return BrokenError(said)
    return RequestRefusedError(said)


def retry_after(headers: Mapping[str, str]) -> float | None:
    """Seconds, by `retry-after-ms`, or `retry-after` in seconds or as a date; None when nothing sensible is there."""
    for name, unit in (("retry-after-ms", 1000.0), ("retry-after", 1.0)):
        try:
            seconds = float(headers.get(name, "")) / unit
        except ValueError:
            continue
        if math.isfinite(seconds) and seconds >= 0:
            return seconds
    try:
        moment = email.utils.parsedate_to_datetime(headers.get("retry-after", ""))
    except (TypeError, ValueError):
        return None
    return max(0.0, moment.timestamp() - time.time())
