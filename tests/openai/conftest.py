"""One test server for all, well behaved and with an empty memory at the start of each test."""

from collections.abc import Iterator

import pytest

from tests.server.process import ServerProcess


@pytest.fixture(scope="session")
def one_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerProcess]:
    with ServerProcess(tmp_path_factory.mktemp("server") / "requests.jsonl") as server:
        yield server


@pytest.fixture
def server(one_server: ServerProcess) -> ServerProcess:
    one_server.forget()
    return one_server
