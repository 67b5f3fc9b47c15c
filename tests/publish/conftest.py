"""Records in memory and a press that publishes them into a temporary folder."""

from pathlib import Path

import pytest

from schemas.record import Record

from .press import Press, make_spec, record


@pytest.fixture
def press(tmp_path: Path) -> Press:
    return Press(tmp_path)


@pytest.fixture
def records() -> list[Record]:
    return [record(number) for number in range(30)]


@pytest.fixture
def published(press: Press, records: list[Record]) -> Press:
    """30 documents, some of them val, in several shards."""
    press.hold(records)
    press.publish([records], make_spec())
    return press
