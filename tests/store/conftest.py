"""An S3 server for the tests of a session, reached over HTTP through a proxy that makes trouble when asked to."""

import logging
from collections.abc import Iterator

import pytest
from moto.server import ThreadedMotoServer

from tests.store.proxy import Proxy, running

BUCKET = "lab"
SECRET = "wJalrXUtnFEMIK7MDENGbPxRfiCYEXAMPLEKEY"


@pytest.fixture(scope="session")
def moto() -> Iterator[tuple[str, int]]:
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0)
    server.start()
    yield server.get_host_and_port()
    server.stop()


@pytest.fixture
def proxy(moto: tuple[str, int], monkeypatch: pytest.MonkeyPatch) -> Iterator[Proxy]:
    """The environment points to it; the bucket is there and empty."""
    with running(moto) as found:
        for name, value in {
            "AWS_ENDPOINT_URL": found.url,
            "AWS_ACCESS_KEY_ID": "AKIAIOSFODNN7EXAMPLE",
            "AWS_SECRET_ACCESS_KEY": SECRET,
            "AWS_DEFAULT_REGION": "us-east-1",
            "AWS_EC2_METADATA_DISABLED": "true",
        }.items():
            monkeypatch.setenv(name, value)
        from pyarrow.fs import S3FileSystem

        made = S3FileSystem(scheme="http", endpoint_override=found.url[7:], allow_bucket_creation=True)
        made.create_dir(BUCKET)
        made.delete_dir_contents(BUCKET)
        found.seen.clear()
        yield found
