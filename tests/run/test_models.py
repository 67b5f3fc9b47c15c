"""A job that asks models, end to end over a real server: nothing lost, nothing bought twice, the budget held."""

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.front_door import ROOT, digests, in_own_process, multigrain
from tests.run.asked_job import KEY, LIMIT, PICTURES, doubled, job
from tests.server.behaviour import Fault
from tests.server.process import ServerProcess


@pytest.fixture
def server(tmp_path: Path) -> Iterator[ServerProcess]:
    with ServerProcess(tmp_path / "requests.jsonl") as one:
        yield one


@pytest.fixture(autouse=True)
def key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MULTIGRAIN_TEST_KEY", KEY)


def roles(server: ServerProcess) -> Counter[str]:
    return Counter(request["role"] for request in server.requests)


def spent(server: ServerProcess) -> float:
    """US dollars, at the job's prices."""
    return sum(request["input_tokens"] * 1e-6 + request["output_tokens"] * 2e-6 for request in server.requests)


def conserved(body: dict[str, Any]) -> None:
    for stage in body["stages"]:
        assert stage["in"] == stage["out"] + stage["merged"] + stage["rejected"] + stage["failed"], stage["name"]
    for recipe, documents in body["published"].items():
        gone = sum(
            sum(rules.values()) for fate in ("rejected_records", "failed_records") for rules in body[fate].values()
        )
        assert body["inputs"] == documents + sum(body["unpublished"][recipe].values()) + body["merged"] + gone


def test_each_picture_is_asked_about_once_each_label_once_for_all_and_a_rerun_asks_nothing(tmp_path, server, capsys):
    path = job(tmp_path, server.url)
    code, body = multigrain(capsys, "run", path)
    assert code == 0
    conserved(body)
    asked = roles(server)
    assert asked["caption"] == PICTURES and asked["ask"] <= PICTURES and asked["relate"] <= PICTURES
    words = [request["request"] for request in server.requests if request["role"] == "describe"]
    assert 0 < len(words) == len(set(words)) < PICTURES
    assert {each["role"]: each["calls"] for each in body["answers"]} == dict(asked)
    before = digests(tmp_path / "out/shards")
    server.forget()
    assert multigrain(capsys, "run", path)[0] == 0
    assert not server.requests and digests(tmp_path / "out/shards") == before


def test_changing_how_one_stage_asks_asks_its_questions_again_and_no_others(tmp_path, server, capsys):
    path = job(tmp_path, server.url)
    assert multigrain(capsys, "run", path)[0] == 0
    before = roles(server)
    server.forget()
    assert multigrain(capsys, "run", path, "--set", "stages.ask.temperature=0.5")[0] == 0
    assert roles(server) == Counter(ask=before["ask"])


def test_ray_with_any_number_of_workers_makes_the_same_bytes_and_asks_nothing_twice(tmp_path, server, capsys):
    assert multigrain(capsys, "run", job(tmp_path, server.url))[0] == 0
    wanted, asked = digests(tmp_path / "out/shards"), roles(server)
    server.forget()
    server.behave(latency_s=0.3)  # what two workers ask at once would be asked twice
    path = job(tmp_path, server.url, "ray", execution={"where": "ray", "workers": 3, "cpus": 0.3, "budget_usd": 1.0})
    ended = in_own_process("run", path)
    assert ended.returncode == 0, ended.stderr
    assert digests(tmp_path / "ray/shards") == wanted
    assert roles(server) == asked and doubled(server) == 0


def test_half_of_all_requests_failing_loses_nothing(tmp_path, server, capsys):
    server.behave(Fault(kind="429", share=0.2), Fault(kind="500", share=0.2), Fault(kind="drop", share=0.1))
    code, body = multigrain(capsys, "run", job(tmp_path, server.url))
    assert code == 0 and not body["failed_records"]
    conserved(body)
    assert doubled(server) == 0


def test_bad_answers_are_counted_rejections_and_a_refused_request_fails_its_record_alone(tmp_path, server, capsys):
    server.behave(
        Fault(kind="invalid_json", share=0.3, role="caption"),
        Fault(kind="hallucinate", share=0.5, role="relate"),
        Fault(kind="400", share=0.2, role="ask"),
    )
    code, body = multigrain(capsys, "run", job(tmp_path, server.url))
    assert code == 3
    conserved(body)
    assert body["rejected_items"]["caption"]["caption"] and body["rejected_items"]["relate"]["relation"]
    failed = body["failed_records"]["ask"]["RequestRefusedError"]
    assert 0 < failed < PICTURES
    server.behave()
    again, body = multigrain(capsys, "run", job(tmp_path, server.url), "--retry-failed")
    assert again == 0 and not body["failed_records"]


def test_the_budget_stops_the_run_spans_resumes_and_publishes_nothing_until_it_is_enough(tmp_path, server, capsys):
    path = job(tmp_path, server.url, execution={"budget_usd": 0.05})
    for _ in range(2):
        assert multigrain(capsys, "run", path)[0] == 5
        assert not (tmp_path / "out/shards").exists()
    assert spent(server) <= 0.05
    first = len(server.requests)
    code, body = multigrain(capsys, "run", path, "--set", "execution.budget_usd=5")
    assert code == 0 and doubled(server) == 0 and len(server.requests) > first
    conserved(body)


def test_a_wrong_key_an_unknown_model_and_a_dead_endpoint_stop_the_run_and_blame_no_record(tmp_path, server, capsys):
    path = job(tmp_path, server.url)
    for behaviour in ({"api_key": "another"}, {"models": ("other",)}):
        server.behave(**behaviour)
        assert main_code(capsys, path) == 6
    server.kill()
    assert main_code(capsys, path, "--set", "stages.caption.patience_s=1") == 6
    server.start()
    server.behave()
    code, body = multigrain(capsys, "run", path)
    assert code == 0 and not body["failed_records"]


def main_code(capsys: Any, path: Path, *more: str) -> int:
    return multigrain(capsys, "run", path, *more)[0]


def test_a_key_that_is_not_set_is_named_by_its_variable(tmp_path, server, capsys, monkeypatch):
    monkeypatch.delenv("MULTIGRAIN_TEST_KEY")
    ended = in_own_process("run", job(tmp_path, server.url))
    assert ended.returncode == 6 and "MULTIGRAIN_TEST_KEY" in ended.stderr and not server.requests


def test_key_and_pictures_are_nowhere_in_the_run_folder(tmp_path, server, capsys):
    server.behave(Fault(kind="echo", share=0.5), Fault(kind="400", share=0.1))
    ended = in_own_process("run", job(tmp_path, server.url), "--json")
    assert ended.returncode in (0, 3)
    everything = b"".join(path.read_bytes() for path in (tmp_path / "out").rglob("*") if path.is_file())
    told = (ended.stdout + ended.stderr).encode()
    for secret in (KEY.encode(), b"Bearer ", b"data:image/jpeg;base64"):
        assert secret not in everything and secret not in told


@pytest.mark.parametrize("where", ["local", "ray"])
def test_a_killed_run_buys_no_more_again_than_was_in_flight(tmp_path, server, where):
    server.behave(latency_s=0.05)
    path = job(tmp_path, server.url, execution={"where": where, "workers": 2} if where == "ray" else {})
    running = subprocess.Popen([sys.executable, "-m", "jobs", "run", str(path)], cwd=ROOT, start_new_session=True)
    while len(server.requests) < PICTURES:
        time.sleep(0.02)
        assert running.poll() is None, "ended before it could be killed"
    os.killpg(running.pid, signal.SIGKILL)
    running.wait()
    time.sleep(1.0 if where == "local" else 5.0)
    server.behave()
    ended = in_own_process("run", path)
    assert ended.returncode == 0, ended.stderr
    assert doubled(server) <= LIMIT


def test_plan_says_what_it_will_cost_and_sends_nothing(tmp_path, server, capsys):
    code, body = multigrain(capsys, "plan", job(tmp_path, server.url))
    assert code == 0 and not server.requests
    asked = {each["stage"]: each for each in body["forecast"]["stages"]}
    assert set(asked) == {"caption", "describe", "relate", "ask"}
    assert asked["caption"]["calls"] == PICTURES and 0 < asked["caption"]["cost_usd"] < 1


@pytest.mark.parametrize(
    ("setting", "words"),
    [
        ("stages.caption.model=", "model"),
        ("stages.recognize.limit=3", "limit"),
        ("stages.caption.prompt=none-such", "none-such"),
        ("stages.caption.base_url=http://me:secret@host/v1", "base_url"),
        ("stages.caption.colour=red", "colour"),
    ],
)
def test_a_wrong_model_setting_is_refused_before_anything_is_asked(tmp_path, server, setting, words):
    ended = in_own_process("plan", job(tmp_path, server.url), "--set", setting)
    assert ended.returncode == 2 and words in ended.stderr
    assert "secret" not in ended.stderr


def test_a_budget_without_prices_is_refused(tmp_path, server):
    path = job(tmp_path, server.url, execution={"budget_usd": 1}, stages={"ask": {"prices": None}})
    ended = in_own_process("plan", path)
    assert ended.returncode == 2 and "stages.ask.prices" in ended.stderr


def test_the_judge_keeps_what_is_graded_high_enough(tmp_path, server, capsys):
    server.behave(grade=2)
    path = job(tmp_path, server.url, stages={"judge": {"minimum": 3}})
    code, body = multigrain(capsys, "run", path)
    assert code == 0
    judged = next(stage for stage in body["stages"] if stage["name"] == "judge")
    assert judged["items"]["question"]["kept"] == 0 < judged["items"]["question"]["rejected"]
