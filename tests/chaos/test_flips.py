"""One flipped bit in any file of a finished run is found, named, and mended by running again, to the same bytes."""

import random
import shutil
from pathlib import Path

import pytest

from pipeline.answers.answer import Answer, Reply, Request
from pipeline.answers.book import LOGS, AnswerBook
from pipeline.answers.log import to_line
from pipeline.answers.parts import write_answers
from pipeline.store.local import LocalStore
from tests.chaos.child import in_child
from tests.chaos.job import small_job
from tests.chaos.judge import ledger_rows
from tests.chaos.rounds import Undisturbed, run, undisturbed
from tests.front_door import digests

KINDS = {
    "a part of the inputs": "inputs/*/*/*.parquet",
    "the list of the inputs' parts": "inputs/*/inputs.json",
    "a part of the ledger": "ledger/*/*/*.parquet",
    "a shard": "shards/*/*.tar",
    "a manifest": "shards/*/manifest.json",
    "a card": "shards/*/README.md",
    "run.json": "run.json",
    "summary.json": "summary.json",
}


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path, Undisturbed]:
    """Its folder, its job, what it made; a copy of the run in `kept`."""
    folder = tmp_path_factory.mktemp("flips")
    job = small_job(folder)
    wanted = undisturbed(folder, job)
    shutil.copytree(folder / "out", folder / "kept")
    return folder, job, wanted


def flip(path: Path, rng: random.Random) -> None:
    data = bytearray(path.read_bytes())
    data[rng.randrange(len(data))] ^= 1 << rng.randrange(8)
    path.write_bytes(data)


def check_flip(finished: tuple[Path, Path, Undisturbed], pattern: str, seed: int) -> None:
    folder, job, wanted = finished
    out = folder / "out"
    shutil.rmtree(out)
    shutil.copytree(folder / "kept", out)
    rng = random.Random(f"{pattern} {seed}")
    path = rng.choice(sorted(out.glob(pattern)))
    flip(path, rng)
    name = str(path.relative_to(out))

    verified = in_child(folder, ["verify", out])
    if verified.code == 2:  # the bit made it a run of another format: such a folder is refused and left alone
        assert pattern == "run.json" and "format" in verified.words
        return
    assert verified.code == 4
    assert [fault["place"] for fault in verified.body["faults"]] == [name] * len(verified.body["faults"])
    mended = run(folder, job)
    assert mended.code == 0, mended.words
    assert digests(out / "shards") == wanted.shards
    assert ledger_rows(out) == wanted.rows
    again = in_child(folder, ["verify", out])
    assert again.code == 0, again.body


@pytest.mark.parametrize("kind", KINDS)
def test_a_flipped_bit_is_named_and_mended(finished, kind):
    check_flip(finished, KINDS[kind], 0)


@pytest.mark.chaos
@pytest.mark.parametrize("kind", KINDS)
def test_many_flipped_bits_are_named_and_mended(finished, kind):
    for seed in range(1, 26):
        check_flip(finished, KINDS[kind], seed)


def test_a_part_that_is_gone_is_made_again(finished):
    folder, job, wanted = finished
    for pattern in ("inputs/*/*/*.parquet", "ledger/*/*/*.parquet", "shards/*/*.tar"):
        shutil.rmtree(folder / "out")
        shutil.copytree(folder / "kept", folder / "out")
        max((folder / "out").glob(pattern)).unlink()
        assert in_child(folder, ["verify", folder / "out"]).code == 4, pattern
        assert run(folder, job).code == 0, pattern
        assert digests(folder / "out/shards") == wanted.shards


def test_a_folder_that_is_no_run_is_not_taken_for_a_damaged_one(tmp_path):
    job = small_job(tmp_path)
    (tmp_path / "out").mkdir()
    (tmp_path / "out/run.json").write_text('{"mine": 1}')
    refused = run(tmp_path, job)
    assert refused.code == 2 and "another folder" in refused.words
    assert (tmp_path / "out/run.json").read_text() == '{"mine": 1}'


def test_a_flipped_bit_in_an_answer_is_named_and_the_answer_never_used(finished):
    """In a part, which is then set aside, and in a log, of which only that line is lost."""
    folder, _, _ = finished
    shutil.rmtree(folder / "out")
    shutil.copytree(folder / "kept", folder / "out")
    store = LocalStore(str(folder / "out"))
    part, log = answer("in a part"), answer("in the log")
    path = write_answers(store, [part])
    store.write(f"{LOGS}/worker.log", to_line(log) + to_line(answer("whole")))
    assert in_child(folder, ["verify", folder / "out"]).code == 0
    for place, at in ((path, 40), (f"{LOGS}/worker.log", 30)):
        data = bytearray(store.read(place))
        data[at] ^= 4
        store.write(place, bytes(data))
    verified = in_child(folder, ["verify", folder / "out"])
    assert verified.code == 4
    assert sorted(fault["place"] for fault in verified.body["faults"]) == [f"{LOGS}/worker.log", path]
    book = AnswerBook(store)
    book.refresh()
    assert book.find(part.request) is None and book.find(log.request) is None
    assert book.find(answer("whole").request) == answer("whole")
    assert store.exists(f"damaged/{path}") and not store.exists(path)


def answer(text: str) -> Answer:
    request = Request(role="captioner", model="m", messages=({"content": text},))
    return Answer(request=request.key, role="captioner", model="m", reply=Reply(text=text))
