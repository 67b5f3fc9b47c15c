"""Who a process is, so that another can tell whether it still lives: host, pid, boot and start time."""

import os
import socket
from pathlib import Path

from schemas.model import Model


class Owner(Model):
    """`started` is the process's start in clock ticks since boot (Linux); empty texts where a system has no /proc."""

    host: str
    pid: int
    boot: str
    started: str


def this_process() -> Owner:
    return Owner(host=socket.gethostname(), pid=os.getpid(), boot=_boot(), started=_started(os.getpid()))


def is_dead(owner: Owner) -> bool:
    """True only for a process of this host that is surely gone; a pid may have been given to another since."""
    if owner.host != socket.gethostname():
        return False
    return owner.boot != _boot() or _started(owner.pid) != owner.started or not _has_pid(owner.pid)


def _has_pid(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _boot() -> str:
    return _read(Path("/proc/sys/kernel/random/boot_id"))


def _started(pid: int) -> str:
    """Field 22 of /proc/<pid>/stat, counted after the command's closing bracket. Empty for a zombie too."""
    fields = _read(Path(f"/proc/{pid}/stat")).rpartition(")")[2].split()
    return fields[19] if len(fields) > 19 and fields[0] != "Z" else ""


def _read(path: Path) -> str:
    try:
        return path.read_text().strip()
    except OSError:
        return ""
