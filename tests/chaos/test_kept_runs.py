"""Run folders of earlier versions, kept in fixtures/: today's code goes on with them, or refuses them with a reason."""

import contextlib
import json
import shutil
from pathlib import Path

import pytest

from tests.chaos.judge import computed
from tests.chaos.make_fixture import FIXTURES, set_times
from tests.front_door import digests, multigrain

KEPT = sorted(path.name for path in FIXTURES.iterdir() if path.is_dir())


@pytest.fixture
def kept(tmp_path: Path, request: pytest.FixtureRequest) -> Path:
    folder = shutil.copytree(FIXTURES / request.param, tmp_path / "run")
    set_times(folder / "data")
    return folder


SINCE = {"run-format-1": "import 2 keeps perceptual hashes: imported again; card 3 and croissant.json are new"}
"""What changed after a run was kept, so that resuming it does more than nothing; its shards stay the same."""


@pytest.mark.parametrize("kept", KEPT, indirect=True)
def test_a_kept_run_is_verified_and_resumed_without_computing_anything(kept, capsys, request):
    """Fails when a stage's version or a recipe's words change: keep a new run beside this one and say so in SINCE."""
    wanted = digests(kept / "out/shards")
    with contextlib.chdir(kept):
        code, verified = multigrain(capsys, "verify", "out")
        assert code == 0 and verified["checked"]["records"] == 4
        code, found = multigrain(capsys, "run", "job.yaml", "--engine", "local")
        assert code == 0 and computed(found) == 0
        code, verified = multigrain(capsys, "verify", "out")
        assert code == 0 and not verified["faults"]
    met, imports = digests(kept / "out/shards"), len(list((kept / "out/inputs").iterdir()))
    if request.node.callspec.params["kept"] in SINCE:
        assert {name: met[name] for name in wanted if name.endswith(".tar")}.items() <= wanted.items()
        assert imports == 2
    else:
        assert met == wanted and len(wanted) >= 8
        assert imports == 1, "nothing was imported again"


@pytest.mark.parametrize("kept", KEPT[-1:], indirect=True)
def test_a_run_of_an_unknown_newer_format_is_refused_and_left_as_it_is(kept, capsys):
    head = kept / "out/run.json"
    head.write_text(json.dumps({**json.loads(head.read_text()), "format": 99, "more": "than today's code knows"}))
    before = digests(kept / "out")
    with contextlib.chdir(kept):
        for command in (
            ["run", "job.yaml", "--engine", "local"],
            ["publish", "job.yaml"],
            ["verify", "out"],
            ["status", "out"],
        ):
            code, said = multigrain(capsys, *command)
            assert code == 2 and "format 99" in said["message"] and "version" in said["message"]
    assert digests(kept / "out") == before


@pytest.mark.parametrize("kept", KEPT[-1:], indirect=True)
def test_a_job_written_with_keys_of_another_version_is_refused_with_the_version_that_wrote_it(kept, capsys):
    from pipeline.store.local import LocalStore
    from pipeline.store.sealed import read_sealed, write_sealed

    store = LocalStore(str(kept / "out"))
    body = read_sealed(store, "run.json")
    body["job"]["execution"]["levitation"] = True
    write_sealed(store, "run.json", body)
    code, said = multigrain(capsys, "status", kept / "out")
    assert code == 2 and "levitation" in said["message"] and body["versions"]["multigrain"] in said["message"]
