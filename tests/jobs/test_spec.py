"""A wrong spec is refused before any work, with file, key and remedy, and exit code 2."""

import json
from pathlib import Path

import pytest

from jobs.cli import main
from tests.datasets import coco_job, make_coco
from tests.front_door import multigrain, write_job


@pytest.fixture
def job(tmp_path: Path) -> Path:
    return write_job(tmp_path / "job.yaml", coco_job(make_coco(tmp_path / "data", 4), tmp_path / "out"))


def _refused(capsys, *arguments) -> str:
    code, body = multigrain(capsys, *arguments)
    assert code == 2 and body["exit_code"] == 2
    return str(body["message"])


def test_a_spec_that_is_not_there_or_no_yaml_or_no_mapping(tmp_path, capsys):
    assert "there is no such job spec" in _refused(capsys, "run", tmp_path / "none.yaml")
    (tmp_path / "broken.yaml").write_text("a: [1, 2")
    assert "broken.yaml: is no YAML" in _refused(capsys, "plan", tmp_path / "broken.yaml")
    (tmp_path / "list.yaml").write_text("- 1")
    assert "must be a mapping" in _refused(capsys, "plan", tmp_path / "list.yaml")
    (tmp_path / "bytes.yaml").write_bytes(b"\xff\xfe\x00")
    assert "bytes.yaml" in _refused(capsys, "plan", tmp_path / "bytes.yaml")


@pytest.mark.parametrize(
    ("setting", "told"),
    [
        ("soruce={}", "soruce"),
        ("stages.relate.min_aera=0.1", "min_aera"),
        ("publish.shard.max_bytes=many", "'many' is no size"),
        ("publish.split.val=2", "publish.split.val"),
        ("name=../x", "name"),
        ("source.kind=cocoa", "cocoa"),
        ("execution.workers=0", "execution.workers"),
        ("publish.recipes=[../../etc/passwd]", "passwd"),
        ("nonsense", "write it as a.b=value"),
        ("name.deeper=1", "holds no keys"),
    ],
)
def test_a_wrong_key_or_value_is_named(job, capsys, setting, told):
    assert told in _refused(capsys, "run", job, "--engine", "local", "--set", setting)


def test_an_environment_variable_that_is_not_set_is_named(job, capsys, monkeypatch):
    assert "NOT_SET_HERE" in _refused(capsys, "plan", job, "--set", "out=${NOT_SET_HERE}/x")
    monkeypatch.setenv("SET_HERE", "/nowhere")
    assert "/nowhere" in _refused(capsys, "plan", job, "--set", "source.images=${SET_HERE}/images")


def test_a_wrong_path_of_a_source_is_named(job, capsys, tmp_path):
    for key in ("images", "instances", "captions"):
        assert "nowhere" in _refused(capsys, "run", job, "--engine", "local", "--set", f"source.{key}=/nowhere/{key}")
    assert not (tmp_path / "out").exists()


def test_a_folder_of_another_job_or_of_strangers_files_is_refused(job, capsys, tmp_path):
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine/thesis.txt").write_text("years of work")
    told = _refused(capsys, "run", job, "--engine", "local", "--set", f"out={tmp_path / 'mine'}")
    assert "thesis.txt" in told and [p.name for p in (tmp_path / "mine").iterdir()] == ["thesis.txt"]
    assert multigrain(capsys, "run", job, "--engine", "local")[0] == 0
    assert "'test'" in _refused(capsys, "run", job, "--engine", "local", "--set", "name=other")


def test_a_folder_of_a_newer_format_is_refused(job, capsys, tmp_path):
    assert multigrain(capsys, "run", job, "--engine", "local")[0] == 0
    body = (tmp_path / "out/run.json").read_text().replace('"format": 1', '"format": 99')
    (tmp_path / "out/run.json").write_text(body)
    for verb in (("run", job, "--engine", "local"), ("status", tmp_path / "out"), ("verify", tmp_path / "out")):
        assert "format 99" in _refused(capsys, *verb)


def test_questions_about_what_is_no_run_or_no_key(job, capsys, tmp_path):
    assert "no run folder" in _refused(capsys, "status", tmp_path)
    assert multigrain(capsys, "run", job, "--engine", "local")[0] == 0
    told = _refused(capsys, "explain", tmp_path / "out", "coco/nothing")
    assert "coco/nothing" in told and "keys look like 'coco/0000" in told


def test_an_empty_source_is_refused(tmp_path, capsys):
    data = make_coco(tmp_path / "data", 1)
    for name in ("instances", "captions"):
        (data / f"{name}.json").write_text('{"images": [], "annotations": [], "categories": []}')
    job = write_job(tmp_path / "job.yaml", coco_job(data, tmp_path / "out"))
    told = _refused(capsys, "run", job, "--engine", "local")
    assert "instances.json" in told and "missing or empty" in told


def test_a_folder_without_the_pictures_is_said_when_everything_is_counted(job, tmp_path, capsys):
    (tmp_path / "nothing").mkdir()
    code = main(["run", str(job), "--engine", "local", "--set", f"source.images={tmp_path / 'nothing'}", "--json"])
    said = capsys.readouterr()
    assert code == 2 and "nothing was published" in said.err
    assert json.loads(said.out)["rejected_records"]["import"] == {"missing_image": 4}


def test_a_key_without_its_source_is_completed_and_no_folder_is_no_run(job, tmp_path, capsys):
    assert multigrain(capsys, "run", job, "--engine", "local")[0] == 0
    assert "did you mean coco/000000000001?" in _refused(capsys, "explain", tmp_path / "out", "000000000001")
    assert "is no run folder" in _refused(capsys, "verify", job)
    told = _refused(capsys, "publish", job, "--recipe", "nope")
    assert "--recipe: there is no 'nope'; there is caption," in told
