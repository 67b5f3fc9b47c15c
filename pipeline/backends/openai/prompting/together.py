"""Several requests at once, none abandoned: what the others buy is kept even when one fails."""

import asyncio
from collections.abc import Awaitable, Iterable
from typing import TypeVar

from pipeline.backends.openai.errors import StopError

T = TypeVar("T")


async def together(asking: Iterable[Awaitable[T]]) -> list[T]:
    """Results in order, once all are over. Raises a StopError if there was one, else the first error."""
    results = await asyncio.gather(*asking, return_exceptions=True)
    errors = [result for result in results if isinstance(result, BaseException)]
    if errors:
        raise next((error for error in errors if isinstance(error, StopError)), errors[0])
    return [result for result in results if not isinstance(result, BaseException)]
