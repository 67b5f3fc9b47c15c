"""A run folder has one run at a time: the second is told whose it is, a dead one's lock is taken, a lost one fenced."""

import subprocess
import sys

import pytest

from pipeline.run import lock
from pipeline.run.lock import LOCK, FencedError, Lock, LockedError, check_fence, hold, read_lock
from pipeline.run.owner import Owner, this_process
from pipeline.store.local import LocalStore


@pytest.fixture
def store(tmp_path):
    return LocalStore(str(tmp_path))


def test_the_second_run_is_told_host_and_pid_of_the_first(store):
    me = this_process()
    with hold(store), pytest.raises(LockedError, match=f"pid {me.pid} on host {me.host}"), hold(store):
        pass
    with hold(store):
        pass
    assert read_lock(store) is None


def test_the_lock_of_a_killed_process_is_taken_at_once(store):
    program = (
        "import sys,os,signal\n"
        "from pipeline.run.lock import hold\n"
        "from pipeline.store.local import LocalStore\n"
        "with hold(LocalStore(sys.argv[1])):\n"
        "    os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    assert subprocess.run([sys.executable, "-c", program, store.root]).returncode == -9
    assert read_lock(store) is not None
    with hold(store) as token:
        check_fence(store, token)


def test_a_pid_given_to_another_process_does_not_hold_the_folder(store):
    mine = this_process()
    recycled = mine.model_copy(update={"started": "1"})
    store.write(LOCK, Lock(owner=recycled, token="old").model_dump_json().encode())
    with hold(store):
        pass


def test_another_hosts_lock_is_respected_while_it_beats_and_taken_when_it_stands_still(store, monkeypatch):
    monkeypatch.setattr(lock, "STILL_S", 1.0)
    monkeypatch.setattr(lock, "BEAT_S", 0.2)
    far = Owner(host="far.example", pid=1, boot="b", started="1")
    store.write(LOCK, Lock(owner=far, token="far").model_dump_json().encode())
    beating = subprocess.Popen(
        [
            sys.executable,
            "-c",
            "import sys,time\n"
            "from pipeline.run.lock import LOCK, read_lock\n"
            "from pipeline.store.local import LocalStore\n"
            "store = LocalStore(sys.argv[1])\n"
            "for beat in range(400):\n"
            "    store.write(LOCK, read_lock(store).model_copy(update={'beat': beat}).model_dump_json().encode())\n"
            "    time.sleep(0.05)\n",
            store.root,
        ]
    )
    try:
        while read_lock(store).beat == 0:
            assert beating.poll() is None
        with pytest.raises(LockedError, match=r"far\.example"), hold(store):
            pass
    finally:
        beating.kill()
        beating.wait()
    with hold(store):
        pass


def test_take_over_fences_off_the_run_that_had_the_folder(store):
    with hold(store) as old:
        with hold(store, take_over=True) as new:
            check_fence(store, new)
            with pytest.raises(FencedError, match="taken over"):
                check_fence(store, old)
        assert read_lock(store) is None
