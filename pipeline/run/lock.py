"""One run at a time in a RUN_DIR: a lock that names its owner, beats while he lives, and fences off who lost it."""

import contextlib
import secrets
import threading
import time
from collections.abc import Iterator

from pydantic import ValidationError

from pipeline.protocols.stage import StopError
from pipeline.run.owner import Owner, is_dead, this_process
from pipeline.store.store import Store
from schemas.model import Model

LOCK = "lock.json"
BEAT_S = 2.0
"""Between two heartbeats."""
STILL_S = 15.0
"""A lock of another host whose heartbeat stands still this long, on the waiter's own clock, is abandoned."""
SETTLE_S = 0.3
"""Two starts at the same moment both write the lock; after this long the one whose token is not there gives way."""


class LockedError(Exception):
    """Another run has the folder: the message names its host and pid, and the remedy."""


class FencedError(StopError):
    """This run lost the folder to another one and must not write or buy any more."""


class Lock(Model):
    owner: Owner
    token: str
    beat: int = 0


def read_lock(store: Store) -> Lock | None:
    """None when there is none, or one that cannot be read (torn by hand: nobody's)."""
    try:
        return Lock.model_validate_json(store.read(LOCK))
    except (FileNotFoundError, ValidationError):
        return None


@contextlib.contextmanager
def hold(store: Store, take_over: bool = False) -> Iterator[str]:
    """Gives the token that `check_fence` wants to see. Raises LockedError."""
    token = _acquire(store, take_over)
    stop = threading.Event()
    beating = threading.Thread(target=_beat, args=(store, token, stop), daemon=True)
    beating.start()
    try:
        yield token
    finally:
        stop.set()
        beating.join()
        if is_held(store, token):
            store.delete(LOCK)


def is_held(store: Store, token: str) -> bool:
    """Is the folder still the run's that was given this token?"""
    found = read_lock(store)
    return found is not None and found.token == token


def check_fence(store: Store, token: str) -> None:
    """Raises FencedError when the folder is no longer the run's that was given this token. 30 microseconds."""
    if not is_held(store, token):
        raise FencedError(f"{store.root} was taken over by another run; this one stops")


def _acquire(store: Store, take_over: bool) -> str:
    found = read_lock(store)
    if found is not None and not take_over and not is_dead(found.owner) and not _stands_still(store, found):
        raise LockedError(
            f"{store.root} is in use by the run of pid {found.owner.pid} on host {found.owner.host}; "
            f"wait for it, stop it, or use --take-over if you know that it is gone"
        )
    mine = Lock(owner=this_process(), token=secrets.token_hex(16))
    store.write(LOCK, mine.model_dump_json().encode())
    time.sleep(SETTLE_S)
    now = read_lock(store)
    if now is None or now.token != mine.token:
        who = f"pid {now.owner.pid} on host {now.owner.host}" if now else "another process"
        raise LockedError(f"{store.root} was taken at the same moment by {who}; run again when that run is done")
    return mine.token


def _stands_still(store: Store, seen: Lock) -> bool:
    """Watches another host's heartbeat; an owner of this host that is not surely dead is alive."""
    if seen.owner.host == this_process().host:
        return False
    until = time.monotonic() + STILL_S
    while time.monotonic() < until:
        time.sleep(BEAT_S / 4)
        found = read_lock(store)
        if found is None:
            return True
        if (found.token, found.beat) != (seen.token, seen.beat):
            return False
    return True


def _beat(store: Store, token: str, stop: threading.Event) -> None:
    while not stop.wait(BEAT_S):
        with contextlib.suppress(OSError):  # a full disk must not end the run from here: the next write says it
            found = read_lock(store)
            if found is None or found.token != token:
                return
            store.write(LOCK, found.model_copy(update={"beat": found.beat + 1}).model_dump_json().encode())
