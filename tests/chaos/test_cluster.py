"""A cluster of two nodes runs the demo through `ray job submit`, and one node is killed on the way."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from ray.cluster_utils import Cluster

from tests.front_door import ROOT, digests, multigrain

pytestmark = pytest.mark.chaos

COUNT = 120
CLOSE_S = 300.0


@pytest.fixture
def nodes(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Cluster, object]]:
    """A head with the job server and a second node, one CPU each, started from this environment."""
    monkeypatch.setenv("PATH", f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")
    found = Cluster(initialize_head=True, head_node_args={"num_cpus": 1, "include_dashboard": True})
    second = found.add_node(num_cpus=1)
    yield found, second
    found.shutdown()


def submit(cluster: Cluster, out: Path) -> subprocess.Popen[str]:
    """As the README of jobs/cluster says; the job server's agent takes some seconds to be there."""
    address = f"http://{cluster.head_node.address_info['webui_url']}"
    environment = {key: value for key, value in os.environ.items() if key != "RAY_ADDRESS"}
    until = time.monotonic() + CLOSE_S
    while subprocess.run(["ray", "job", "submit", "--address", address, "--", "true"], env=environment).returncode:
        assert time.monotonic() < until
        time.sleep(1)
    wishes = ("--set", f"source.count={COUNT}", "--set", f"out={out}", "--set", "execution.workers=2")
    given = ("--address", address, "--working-dir", ".", "--runtime-env", "jobs/cluster/runtime-env.yaml")
    return subprocess.Popen(
        ["ray", "job", "submit", *given, "--", "python", "-m", "jobs", "run", "jobs/demo.yaml", *wishes],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env=environment,
    )


def wait_for_ledger(out: Path, job: subprocess.Popen[str]) -> None:
    """Until the first stages' results of the first slices are there."""
    until = time.monotonic() + CLOSE_S
    while len(list(out.glob("ledger/*/*/*.parquet"))) < 4:
        assert job.poll() is None, job.stdout.read() if job.stdout else ""
        assert time.monotonic() < until
        time.sleep(0.05)


def test_the_demo_survives_the_death_of_a_node_and_publishes_the_bytes_of_a_quiet_run(nodes, tmp_path, capsys):
    cluster, second = nodes
    out = tmp_path / "out"
    job = submit(cluster, out)
    wait_for_ledger(out, job)
    assert job.poll() is None and not (out / "shards").exists()
    cluster.remove_node(second, allow_graceful=False)
    said, _ = job.communicate(timeout=CLOSE_S)
    assert job.returncode == 0, said
    quiet = tmp_path / "quiet"
    wishes = ("--set", f"source.count={COUNT}", "--set", f"out={quiet}", "--engine", "local")
    assert multigrain(capsys, "run", ROOT / "jobs" / "demo.yaml", *wishes)[0] == 0
    assert digests(out / "shards") == digests(quiet / "shards")
    code, found = multigrain(capsys, "verify", out)
    assert code == 0 and found["faults"] == []
    code, status = multigrain(capsys, "status", out)
    assert status["failed_records"] == {} and status["inputs"] == 2 * COUNT
