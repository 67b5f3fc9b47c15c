"""What an endpoint says about an error, made fit for logs and exceptions: no key, no pixels, not endless."""

import re

_DATA_URL = re.compile(r"data:[\w/+.-]*;base64,[A-Za-z0-9+/=]*")
_LONG_RUN = re.compile(r"[A-Za-z0-9+/=_-]{80,}")
_KEY_LIKE = re.compile(r"\b(?:sk|pk|hf|gsk|Bearer)[-_ ][A-Za-z0-9*._-]{6,}")

MOST = 300
"""Characters of an endpoint's words that are passed on."""


def fit_to_print(words: str, key: str) -> str:
    """White space squeezed; keys, data URLs and long encoded runs are named, not shown."""
    if key:
        words = words.replace(key, "<key>")
    words = _DATA_URL.sub("<picture>", words)
    words = _KEY_LIKE.sub("<key>", words)
    words = _LONG_RUN.sub("<data>", words)
    words = " ".join(words.split())
    return words if len(words) <= MOST else words[: MOST - 1] + "…"
