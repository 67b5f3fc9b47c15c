"""A store in a bucket: the same behaviour as one in a folder, whole objects only, trouble waited out or said."""

import pickle
import re

import pytest

from pipeline.run.lock import FencedError, LockedError, check_fence, hold, read_lock
from pipeline.store import bucket
from pipeline.store.bucket import PlaceError
from pipeline.store.local import LocalStore
from pipeline.store.object import ObjectStore
from pipeline.store.place import scratch_at, store_at
from tests.store.conftest import BUCKET, SECRET
from tests.store.proxy import Fault

BIG = bytes(range(256)) * 50_000
"""12.8 MB: two parts of a multipart upload."""


@pytest.fixture(params=["folder", "bucket"])
def store(request, tmp_path, proxy):
    return store_at(f"s3://{BUCKET}/run" if request.param == "bucket" else str(tmp_path / "run"))


@pytest.fixture
def objects(proxy):
    return ObjectStore(f"s3://{BUCKET}/run")


def test_what_is_written_is_read_sized_listed_and_opened(store):
    store.write("a/b/one.bin", b"0123456789")
    store.write("a/two.bin", b"")
    assert store.read("a/b/one.bin") == b"0123456789" and store.read("a/two.bin") == b""
    assert store.names("a") == ["b", "two.bin"] and store.names("nowhere") == []
    assert store.size("a/b/one.bin") == 10
    assert store.exists("a/b/one.bin") and store.exists("a/b") and not store.exists("a/b/one")
    with store.open("a/b/one.bin") as file:
        assert file.seek(-3, 2) == 7 and file.read() == b"789"
        assert file.seek(2) == 2 and file.read(3) == b"234" and file.tell() == 5
        assert file.read() == b"56789" and file.read() == b""


def test_what_is_not_there_is_said(store):
    for ask in (store.read, store.open, store.size):
        with pytest.raises(FileNotFoundError):
            ask("a/none")
    store.delete("a/none")
    store.clear("nothing")


def test_writes_replace_moves_and_deletes(store, tmp_path):
    store.write("a/x", b"old")
    store.write("a/x", b"new")
    store.move("a/x", "b/y")
    assert store.read("b/y") == b"new" and not store.exists("a/x")
    (tmp_path / "tar").write_bytes(BIG)
    store.put("b/tar", tmp_path / "tar")
    assert store.read("b/tar") == BIG and not (tmp_path / "tar").exists()
    store.delete("b/y")
    assert store.names("b") == ["tar"]
    store.clear("b")
    assert not store.exists("b/tar") and store.names("b") == []


def test_names_that_leave_the_store_are_refused(store):
    for path in ("../x", "a/../../x", "/x"):
        with pytest.raises(ValueError, match="leaves the store"):
            store.write(path, b"")


def test_an_object_store_travels_without_its_connection_or_credentials(objects):
    objects.write("x", b"1")
    body = pickle.dumps(objects)
    assert pickle.loads(body).read("x") == b"1" and SECRET.encode() not in body


@pytest.mark.parametrize("kind", ["500", "503", "dropped", "unanswered", "slow", "stuck"])
def test_passing_trouble_is_waited_out(objects, proxy, monkeypatch, kind):
    monkeypatch.setattr(bucket, "STILL_S", 1.0)
    monkeypatch.setattr(bucket, "SDK_ATTEMPTS", 1)
    objects.write("x", b"before")
    for method in ("PUT", "HEAD", "GET"):
        proxy.faults.append(Fault(kind, method=method))
    objects.write("x", b"after")
    assert objects.read("x") == b"after" and objects.names("") == ["x"]
    assert all(fault.times == 0 for fault in proxy.faults)


def test_an_answer_cut_off_half_way_is_read_again(objects, proxy):
    objects.write("x", BIG)
    proxy.faults.append(Fault("half", method="GET"))
    assert objects.read("x") == BIG
    proxy.faults.append(Fault("half", method="GET"))
    with objects.open("x") as file:
        file.seek(1000)
        assert file.read(300) == BIG[1000:1300]


@pytest.fixture
def impatient(monkeypatch):
    monkeypatch.setattr(bucket, "ATTEMPTS", 2)
    monkeypatch.setattr(bucket, "SDK_ATTEMPTS", 1)
    monkeypatch.setattr(bucket, "FIRST_WAIT_S", 0.01)


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize("where", ["uploads", "partNumber=1", "partNumber=2", "uploadId"])
def test_an_upload_that_cannot_be_finished_leaves_what_was_there(objects, proxy, tmp_path, where):
    objects.write("shard.tar", b"old")
    (tmp_path / "tar").write_bytes(BIG)
    proxy.faults.append(Fault("503", times=1000, where=where))
    with pytest.raises(OSError, match=f"s3://{BUCKET}/run/shard.tar"):
        objects.put("shard.tar", tmp_path / "tar")
    proxy.faults.clear()
    assert objects.read("shard.tar") == b"old" and objects.names("") == ["shard.tar"]
    assert (tmp_path / "tar").read_bytes() == BIG


@pytest.mark.usefixtures("impatient")
def test_lasting_trouble_ends_in_an_error_that_names_the_place_and_no_secret(objects, proxy):
    proxy.faults.append(Fault("503", times=10_000))
    for ask in (lambda: objects.write("x", b""), lambda: objects.names("")):
        with pytest.raises(OSError, match=re.escape(f"s3://{BUCKET}/run")) as found:
            ask()
        assert SECRET not in str(found.value)


def test_a_refusal_is_not_asked_again(proxy):
    with pytest.raises(OSError, match="NO_SUCH_BUCKET"):
        ObjectStore("s3://no-such-bucket/run").write("x", b"")
    assert len([line for line in proxy.seen if "no-such-bucket" in line]) <= 2


@pytest.mark.parametrize("place", [f"s3://AKIA:{SECRET}@lab/run", "s3:///run", "s3://lab/../run", "gs://lab/run"])
def test_places_that_cannot_be_are_refused_without_repeating_a_credential(place):
    with pytest.raises(PlaceError) as found:
        store_at(place)
    assert SECRET not in str(found.value)


def test_a_submitted_jobs_temporary_folder_is_no_place_for_a_run(tmp_path, monkeypatch):
    folder = tmp_path / "working_dir_files" / "_ray_pkg_1"
    folder.mkdir(parents=True)
    monkeypatch.chdir(folder)
    with pytest.raises(PlaceError, match=r"runs/demo.*all nodes"):
        store_at("runs/demo")


def test_scratch_lies_in_the_run_folder_or_on_the_machine(tmp_path):
    assert scratch_at(str(tmp_path)) == tmp_path / "scratch"
    assert scratch_at("s3://lab/run/") == scratch_at("s3://lab/run") != scratch_at("s3://lab/other")
    assert scratch_at("s3://lab/run").is_absolute()
    assert isinstance(store_at(str(tmp_path)), LocalStore)


def test_the_lock_holds_on_a_bucket(objects):
    with hold(objects) as old:
        with pytest.raises(LockedError), hold(objects):
            pass
        with hold(objects, take_over=True) as new:
            check_fence(objects, new)
            with pytest.raises(FencedError):
                check_fence(objects, old)
    assert read_lock(objects) is None
