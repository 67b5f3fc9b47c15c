"""Disks that are full, read-only or broken end a run with exit code 6 and a named file; a later run completes it."""

import errno
import os
import random
import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.chaos.child import in_child
from tests.chaos.job import small_job
from tests.chaos.judge import faults_of
from tests.chaos.points import Fault
from tests.chaos.rounds import phases, run, torn, undisturbed
from tests.front_door import digests


def mount(place: Path, options: str) -> None:
    done = subprocess.run(["mount", "-t", "tmpfs", "-o", options, "tmpfs", place], capture_output=True, text=True)
    if done.returncode:
        pytest.skip(f"needs the right to mount a tmpfs: {done.stderr.strip()}")


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 64 kB where the run is to lie."""
    (tmp_path / "out").mkdir()
    mount(tmp_path / "out", "size=64k")
    yield tmp_path / "out"
    subprocess.run(["umount", tmp_path / "out"], check=False)


def test_a_full_disk_stops_the_run_with_the_files_name_and_more_room_completes_it(tmp_path, disk):
    job = small_job(tmp_path)
    undisturbed_folder = tmp_path / "undisturbed"
    undisturbed_folder.mkdir()
    shutil.copytree(tmp_path / "data", undisturbed_folder / "data", copy_function=shutil.copy2)
    wanted = undisturbed(undisturbed_folder, small_job(undisturbed_folder))
    sizes, stopped = [64, 96, 128, 192, 256], 0
    for size in sizes:  # of kB: each lets the run come a little further
        subprocess.run(["mount", "-o", f"remount,size={size}k", disk], check=True)
        ended = run(tmp_path, job)
        if ended.code == 0:
            break
        stopped += 1
        assert ended.code == 6 and "No space left on device" in ended.words and str(disk) in ended.words
        assert not list(torn(disk))
    assert stopped, "the disk was never full"
    subprocess.run(["mount", "-o", "remount,size=4m", disk], check=True)
    assert run(tmp_path, job).code == 0
    assert faults_of(tmp_path, wanted.shards, wanted.rows) == []


def test_a_read_only_run_folder_is_refused_before_any_work_and_can_still_be_read(tmp_path, disk):
    subprocess.run(["mount", "-o", "remount,size=4m", disk], check=True)
    job = small_job(tmp_path)
    wanted = undisturbed(tmp_path, job)
    subprocess.run(["mount", "-o", "remount,ro", disk], check=True)
    ended = run(tmp_path, job)
    assert ended.code == 6 and "Read-only file system" in ended.words and str(disk) in ended.words
    assert digests(disk / "shards") == wanted.shards
    for command in ("status", "verify"):
        assert in_child(tmp_path, [command, disk]).code == 0
    subprocess.run(["mount", "-o", "remount,rw", disk], check=True)
    assert run(tmp_path, job).code == 0


def check_broken_disk(folder: Path, count: int, code: int) -> None:
    """Steps fail at `count` random moments, each time from there on: what a disk does that goes away."""
    job = small_job(folder)
    wanted = undisturbed(folder, job)
    points = range(1, len(wanted.points) + 1)
    spans = [[point for point in points if phases(wanted.points)[point - 1] == phase] for phase in PHASES]
    rng = random.Random(code)
    for at in [rng.choice(span) for _ in range(-(-count // len(spans))) for span in spans]:
        shutil.rmtree(folder / "out")
        ended = run(folder, job, fault=Fault(at, "raise", code, is_lasting=True))
        name = wanted.points[at - 1]
        assert ended.code == 6, f"{at} {name}: {ended.code} {ended.words}"
        assert os.strerror(code) in ended.words, f"{at} {name}"
        assert not list(torn(folder / "out"))
        resumed = run(folder, job)
        assert resumed.code == 0, f"{at} {name}: {resumed.words}"
        assert faults_of(folder, wanted.shards, wanted.rows) == [], f"{at} {name}"


PHASES = ("import", "annotate", "publish")


@pytest.mark.parametrize("code", [errno.EIO, errno.ENOSPC])
def test_a_disk_that_goes_away_stops_the_run_and_a_later_run_completes_it(tmp_path, code):
    check_broken_disk(tmp_path, 3, code)


@pytest.mark.chaos
@pytest.mark.parametrize("code", [errno.EIO, errno.ENOSPC, errno.EDQUOT, errno.EROFS])
def test_a_disk_that_goes_away_at_any_moment_stops_the_run_and_a_later_run_completes_it(tmp_path, code):
    check_broken_disk(tmp_path, 24, code)


def wild_clock() -> None:
    """In the child: the wall clock jumps by years, both ways, at every look."""
    rng = random.Random(7)
    time.time = lambda: rng.uniform(0.0, 4e9)
    time.time_ns = lambda: int(time.time() * 1e9)


def test_a_clock_that_jumps_by_years_changes_no_byte(tmp_path):
    job = small_job(tmp_path)
    wanted = undisturbed(tmp_path, job)
    shutil.rmtree(tmp_path / "out")
    killed = in_child(tmp_path, ["run", job, "--engine", "local"], Fault(len(wanted.points) // 2), wild_clock)
    assert killed.code == -9
    assert in_child(tmp_path, ["run", job, "--engine", "local"], before=wild_clock).code == 0
    assert faults_of(tmp_path, wanted.shards, wanted.rows) == []
