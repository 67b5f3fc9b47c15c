"""The files for clusters: they parse, fit their schemas, and every name in them exists."""

import json
import re
import shlex
import subprocess
from importlib.metadata import version
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import ray
import yaml

from jobs.cli import parser
from jobs.spec import read_job

ROOT = Path(__file__).resolve().parents[2]
CLUSTER = ROOT / "jobs" / "cluster"
IN_IMAGE = "/home/ray/multigrain/"

RAY_JOB = {
    "activeDeadlineSeconds", "backoffLimit", "clusterSelector", "deletionStrategy", "entrypoint", "entrypointNumCpus",
    "entrypointNumGpus", "entrypointResources", "jobId", "managedBy", "metadata", "rayClusterSpec", "runtimeEnvYAML",
    "shutdownAfterJobFinishes", "submissionMode", "submitterConfig", "submitterPodTemplate", "suspend",
    "ttlSecondsAfterFinished",
}  # fmt: skip
"""Of spec, as in KubeRay's ray.io/v1 API reference."""
RAY_CLUSTER = {"rayVersion", "enableInTreeAutoscaling", "autoscalerOptions", "headGroupSpec", "workerGroupSpecs"}
GROUP = {"groupName", "replicas", "minReplicas", "maxReplicas", "rayStartParams", "template"}


@pytest.fixture
def ray_job() -> dict[str, Any]:
    return yaml.safe_load((CLUSTER / "rayjob.yaml").read_text())


def checked(command: str, job: Path | None = None) -> None:
    """A `multigrain` command line: its flags exist, its job spec is there, its settings are of the spec."""
    words = shlex.split(command)
    options = parser().parse_args(words[words.index("run") :])
    assert options.call is not None
    read_job(job or ROOT / options.job, options.settings)


def test_the_ray_job_has_the_fields_of_its_definition(ray_job):
    assert (ray_job["apiVersion"], ray_job["kind"]) == ("ray.io/v1", "RayJob")
    spec = ray_job["spec"]
    assert set(spec) <= RAY_JOB and {"entrypoint", "rayClusterSpec", "shutdownAfterJobFinishes"} <= set(spec)
    cluster = spec["rayClusterSpec"]
    assert set(cluster) <= RAY_CLUSTER and cluster["rayVersion"] == version("ray")
    assert set(cluster["headGroupSpec"]) == {"rayStartParams", "template"}
    for group in cluster["workerGroupSpecs"]:
        assert set(group) == GROUP
        assert group["minReplicas"] <= group["replicas"] <= group["maxReplicas"]
        resources = json.loads(json.loads(group["rayStartParams"]["resources"]))
        assert resources["annotate"] >= 1
    for group in (cluster["headGroupSpec"], *cluster["workerGroupSpecs"]):
        assert all(isinstance(value, str) for value in group["rayStartParams"].values())
        pod = group["template"]["spec"]
        volumes = {volume["name"] for volume in pod["volumes"]}
        for container in pod["containers"]:
            assert {mount["name"] for mount in container["volumeMounts"]} <= volumes
            assert container["resources"]["limits"] == container["resources"]["requests"]


def test_the_ray_job_keeps_its_head_off_spot_and_off_work(ray_job):
    cluster = ray_job["spec"]["rayClusterSpec"]
    head = cluster["headGroupSpec"]
    assert head["rayStartParams"]["num-cpus"] == "0" and "resources" not in head["rayStartParams"]
    assert "NotIn" in json.dumps(head["template"]["spec"]["affinity"])
    spot, gpu = cluster["workerGroupSpecs"]
    assert spot["template"]["spec"]["nodeSelector"] == {"karpenter.sh/capacity-type": "spot"}
    assert gpu["template"]["spec"]["containers"][0]["resources"]["limits"]["nvidia.com/gpu"] == "1"


def test_the_ray_jobs_command_exists_and_writes_to_the_shared_volume(ray_job):
    command = ray_job["spec"]["entrypoint"]
    words = command.split()
    assert words[0] in (ROOT / "pyproject.toml").read_text()
    job = next(word for word in words if word.endswith(".yaml"))
    assert job.startswith(IN_IMAGE)
    checked(command, ROOT / job.removeprefix(IN_IMAGE))
    assert "out=/shared/" in command
    mounts = ray_job["spec"]["rayClusterSpec"]["headGroupSpec"]["template"]["spec"]["containers"][0]["volumeMounts"]
    assert mounts[0]["mountPath"] == "/shared"


def test_the_autoscaling_cluster_fits_rays_own_schema():
    body = yaml.safe_load((CLUSTER / "autoscaling.yaml").read_text())
    schema = json.loads((Path(ray.__file__).parent / "autoscaler" / "ray-schema.json").read_text())
    jsonschema.validate(body, schema)
    types = body["available_node_types"]
    assert body["head_node_type"] in types and types[body["head_node_type"]]["resources"] == {"CPU": 0}
    assert "InstanceMarketOptions" not in types["head"]["node_config"]
    assert types["cpu-spot"]["node_config"]["InstanceMarketOptions"] == {"MarketType": "spot"}
    assert sum(kind["max_workers"] for kind in types.values()) == body["max_workers"]


def test_one_image_serves_all_and_holds_what_it_copies(ray_job):
    text = (CLUSTER / "Dockerfile").read_text()
    assert f"FROM rayproject/ray:{version('ray')}-py311" in text
    for line in re.findall(r"^COPY --chown=\S+ (.+) \S+$", text, re.MULTILINE):
        assert all((ROOT / name).exists() for name in line.split())
    tag = re.search(r"-t (\S+) ", text)
    assert tag is not None and tag[1] == f"multigrain:{version('multigrain')}"
    images = set(re.findall(r"image: (?:&image )?(multigrain:\S+)", (CLUSTER / "rayjob.yaml").read_text()))
    images.add(yaml.safe_load((CLUSTER / "autoscaling.yaml").read_text())["docker"]["image"])
    assert images == {tag[1]}


def test_the_slurm_script_is_sound_and_its_command_exists():
    script = CLUSTER / "slurm.sh"
    assert subprocess.run(["bash", "-n", str(script)], capture_output=True, text=True, check=False).stderr == ""
    text = script.read_text()
    assert text.index("#SBATCH --requeue") < text.index("#SBATCH hetjob") < text.index("set -euo pipefail")
    command = next(line for line in text.splitlines() if line.startswith("multigrain run"))
    checked(command.replace('"$JOB"', "jobs/demo.yaml").replace('"$OUT"', "/out").replace('"$RAY_ADDRESS"', "h:6379"))


def test_the_runtime_environment_is_one_that_ray_takes():
    body = yaml.safe_load((CLUSTER / "runtime-env.yaml").read_text())
    assert ray.runtime_env.RuntimeEnv(**body).env_vars() == body["env_vars"]
    assert {".git", ".venv", "runs"} <= set(body["excludes"])


def test_the_readme_names_every_file_and_gives_commands_that_exist():
    text = (CLUSTER / "README.md").read_text()
    for path in CLUSTER.iterdir():
        assert f"`{path.name}`" in text or path.name == "README.md"
    (command,) = re.findall(r"python -m (jobs run .*)$", text, re.MULTILINE)
    checked(command)
    spec = yaml.safe_load(re.search(r"^    execution:\n(?:      .*\n)+", text, re.MULTILINE)[0])
    settings = [f"execution={json.dumps(spec['execution'])}"]
    assert read_job(ROOT / "jobs" / "demo.yaml", settings).execution.resources == {"annotate": 1}
