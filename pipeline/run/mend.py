"""A damaged part of the inputs is imported anew by the run that meets it; what was annotated stays."""

import logging
from collections.abc import Callable
from typing import TypeVar

from pipeline.intake.inputs import set_aside
from pipeline.store.damage import DamagedError
from pipeline.store.store import Store

Found = TypeVar("Found")

_log = logging.getLogger(__name__)


def mending(store: Store, phases: Callable[[], Found]) -> Found:
    """Calls the phases again after each damaged part of the inputs. Raises DamagedError for one that is hit twice."""
    met: set[str] = set()
    while True:
        try:
            return phases()
        except DamagedError as fault:
            if not fault.path.startswith("inputs/") or fault.path in met:
                raise
            met.add(fault.path)
            _log.warning("%s; set aside under damaged/, the sources are imported again", fault)
            set_aside(store, fault.path)
