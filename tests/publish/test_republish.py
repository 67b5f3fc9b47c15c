"""Publishing again, and being stopped in the middle: a manifest never names what is not there."""

from dataclasses import dataclass
from itertools import count
from pathlib import Path

import pytest

from pipeline.publish.verify_shards import verify_shards
from pipeline.store.local import LocalStore
from schemas.record import Record

from .press import Press, make_spec


class Killed(Exception):
    """Stands for the end of the process."""


@dataclass(frozen=True)
class MortalStore(LocalStore):
    """Dies before its `lives[0] + 1`-th change."""

    lives: tuple[list[int], ...] = ()

    def _live(self) -> None:
        self.lives[0][0] -= 1
        if self.lives[0][0] < 0:
            raise Killed

    def write(self, path: str, data: bytes) -> None:
        self._live()
        super().write(path, data)

    def move(self, source: str, target: str) -> None:
        self._live()
        super().move(source, target)

    def delete(self, path: str) -> None:
        self._live()
        super().delete(path)


@dataclass
class MortalPress(Press):
    """Its store dies in the last step."""

    changes: int = 10**9

    @property
    def store(self) -> LocalStore:
        return MortalStore(str(self.root / "run"), lives=([self.changes],))


def stamps(folder: Path) -> dict[str, int]:
    return {path.name: path.stat().st_mtime_ns for path in folder.iterdir()}


def test_publishing_the_same_again_writes_nothing(published: Press, records: list[Record]) -> None:
    before = stamps(published.folder)
    published.publish([records[:10], records[10:]], make_spec())
    assert stamps(published.folder) == before
    assert published.store.names("work/staged") == []


def test_publishing_again_mends_a_damaged_shard(published: Press, records: list[Record]) -> None:
    before = published.files()
    shard = published.folder / "train-00001.tar"
    data = bytearray(shard.read_bytes())
    data[700] ^= 1
    shard.write_bytes(data)
    published.publish([records], make_spec())
    assert published.files() == before


def test_fewer_shards_than_before_leave_none_of_the_old(published: Press, records: list[Record]) -> None:
    (published.folder / "notes.txt").write_text("the user's own")
    published.publish([records[:4]], make_spec(val=0))
    assert sorted(published.files()) == [
        "README.md",
        "croissant.json",
        "manifest.json",
        "notes.txt",
        "train-00000.tar",
    ]
    assert list(verify_shards(published.store, "shards")) == []


def test_nothing_to_publish_is_a_manifest_without_shards(published: Press, records: list[Record]) -> None:
    bare = [r.model_copy(update={"captions": ()}) for r in records]
    manifest = published.publish([bare], make_spec())
    assert manifest.unpublished == {"no_caption": 30}
    assert sorted(published.files()) == ["README.md", "croissant.json", "manifest.json"]
    assert "no_caption | 30" in published.files()["README.md"].decode()
    assert list(verify_shards(published.store, "shards")) == []


def test_killed_anywhere_in_the_last_step_it_shows_no_wrong_manifest_and_finishes_later(
    tmp_path: Path, records: list[Record]
) -> None:
    """From 8-document shards to 3-document shards of fewer records, killed before its 1st, 2nd, ... change."""
    fresh = Press(tmp_path / "fresh")
    fresh.hold(records)
    fresh.publish([records[:20]], make_spec(max_documents=3, val=0))
    for changes in count():
        press = MortalPress(tmp_path / str(changes))
        press.hold(records)
        press.publish([records], make_spec(val=0.5))
        finish = press.stage([records[:20]], make_spec(max_documents=3, val=0), "multigrained")
        press.changes = changes
        try:
            finish()
            break
        except Killed:
            pass
        if (press.folder / "manifest.json").exists():
            assert list(verify_shards(press.store, "shards")) == []
        press.changes = 10**9
        press.publish([records[:20]], make_spec(max_documents=3, val=0))
        assert press.files() == fresh.files()
    assert changes > 10
    assert press.files() == fresh.files()


def test_the_last_step_done_again_alone_after_a_kill_finishes(tmp_path: Path, records: list[Record]) -> None:
    press = MortalPress(tmp_path)
    press.hold(records)
    finish = press.stage([records], make_spec(), "multigrained")
    press.changes = 3
    with pytest.raises(Killed):
        finish()
    assert not (press.folder / "manifest.json").exists()
    press.changes = 10**9
    finish()
    assert list(verify_shards(press.store, "shards")) == []
