"""A cluster of two nodes that was there before the run: its workers run the driver's code, and a node may go."""

import os
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import ray
from ray.cluster_utils import Cluster

from pipeline.engine import cluster as connecting
from pipeline.engine.engine import Died, EngineError, Task
from pipeline.engine.pool import Pool
from pipeline.engine.ray_engine import TASKS_IN_HAND, RayEngine

ray.cloudpickle.register_pickle_by_value(sys.modules[__name__])  # workers have our packages, not our tests
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def nodes(tmp_path_factory) -> Iterator[tuple[Cluster, object]]:
    """A head with one CPU and a node with one CPU and some `spot`, started where our packages are not."""
    before = Path.cwd()
    os.chdir(tmp_path_factory.mktemp("elsewhere"))
    os.environ["RAY_ENABLE_UV_RUN_RUNTIME_ENV"] = "0"
    found = Cluster(initialize_head=True, head_node_args={"num_cpus": 1, "include_dashboard": False})
    extra = found.add_node(num_cpus=1, resources={"spot": 1})
    yield found, extra
    if ray.is_initialized():
        ray.shutdown()
    found.shutdown()
    os.chdir(before)


def where_am_i(context: str, item: int) -> tuple[str, str, str, str, int]:
    import time

    import jobs
    import pipeline
    from pipeline.publish.recipes import load_recipe

    time.sleep(0.05)
    assert load_recipe("multigrained").stem == "multigrained"  # the words came along
    return (
        str(pipeline.__path__[0]),
        str(jobs.__path__[0]),
        str(Path.cwd()),
        ray.get_runtime_context().get_node_id(),
        item,
    )


def until_both_nodes(results: list[tuple[str, str, str, str, int]]) -> Iterator[Task]:
    """One worker may be there seconds before the other."""
    for n in range(1000):
        if len({result[3] for result in results}) == 2:
            return
        yield Task(where_am_i, n)


def test_workers_need_a_place_and_run_the_drivers_packages_wherever_they_are(nodes):
    found, _ = nodes
    with pytest.raises(EngineError, match=r"3 workers with 1 CPU each do not fit.*2 nodes with 2 CPUs hold 2"):
        RayEngine("", found.address, Pool(workers=3, cpus=1))
    with pytest.raises(EngineError, match=r"1 workers with 1 CPU, 1 GPU each.*hold 0"):
        RayEngine("", found.address, Pool(workers=1, cpus=1, gpus=1))
    engine = RayEngine("", found.address, Pool())
    results: list[tuple[str, str, str, str, int]] = []
    try:
        engine.run(until_both_nodes(results), lambda _, result: results.append(result) or [])
    finally:
        engine.close()
    assert engine.num_workers == 2 and sorted(result[4] for result in results) == list(range(len(results)))
    assert len({result[3] for result in results}) == 2
    for pipeline, jobs, cwd, *_ in results:
        assert "py_modules_files" in pipeline and "py_modules_files" in jobs
        assert not Path(cwd).is_relative_to(ROOT)


def slow_square(context: str, item: int) -> int:
    import time

    time.sleep(0.2 if item < 8 else 2.0)
    return item * item


def test_a_node_that_is_still_starting_is_waited_for(nodes):
    found, _ = nodes
    late = (("late", 1.0),)
    assert connecting.connect(found.address)
    with pytest.raises(EngineError, match="late"):
        connecting.make_room(Pool(workers=1, resources=late, wait_s=1.5))
    with ThreadPoolExecutor() as threads:
        waiting = threads.submit(connecting.make_room, Pool(workers=1, resources=late, wait_s=60))
        found.add_node(num_cpus=1, resources={"late": 1})
        count, needs = waiting.result(60)
    ray.shutdown()
    assert count == 1 and needs["late"] == 1


@pytest.mark.chaos
def test_a_run_goes_on_where_a_node_is_gone_and_no_other_has_room_for_its_worker(nodes):
    found, extra = nodes
    engine = RayEngine("", found.address, Pool(workers=2, cpus=0.75))
    squares: dict[int, int] = {}
    died: list[int] = []

    def on_result(task: Task, result: object) -> list[Task]:
        if isinstance(result, Died):
            died.append(task.item)
            return [task]
        squares[task.item] = int(str(result))
        if len(squares) == 6:
            found.remove_node(extra, allow_graceful=False)
        return []

    try:
        engine.run((Task(slow_square, n) for n in range(16)), on_result)
    finally:
        engine.close()
    assert squares == {n: n * n for n in range(16)}
    assert len(died) <= TASKS_IN_HAND  # none was given to the worker that waits for a place


@pytest.mark.parametrize("address", ["127.0.0.1:1", "ray://127.0.0.1:10001"])
def test_a_cluster_that_is_not_there_is_named_at_once(address):
    if ray.is_initialized():
        ray.shutdown()
    with pytest.raises(EngineError, match=f"execution.address.*{address}"):
        connecting.connect(address)
