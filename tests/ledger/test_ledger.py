"""The ledger keeps what was written, drops doubles, compacts without loss, and notices every flipped bit."""

from pathlib import Path

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.ledger.ledger import Ledger
from pipeline.ledger.row import Row
from pipeline.protocols.stage import Dropped, Spend
from pipeline.store.local import LocalStore

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
ROWS = st.builds(
    Row,
    key=TEXT,
    fingerprint=TEXT,
    fate=st.sampled_from(["kept", "rejected", "failed"]),
    rule=TEXT,
    detail=TEXT,
    value=st.none() | st.floats(allow_nan=False),
    adds=st.lists(st.tuples(TEXT, TEXT), max_size=2).map(tuple),
    made=st.lists(st.tuples(st.just("region"), st.integers(0, 9)), max_size=1).map(tuple),
    dropped=st.lists(st.builds(Dropped, st.just("region"), TEXT, TEXT, st.none() | st.just(0.5)), max_size=2).map(
        tuple
    ),
    answers=st.lists(TEXT, max_size=2).map(tuple),
    spend=st.builds(Spend, st.integers(0, 9), st.integers(0, 9), st.integers(0, 9), st.floats(0, 1)),
    seconds=st.floats(0, 10),
)


def _ledger(tmp_path: Path) -> Ledger:
    return Ledger(LocalStore(str(tmp_path)))


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(ROWS, max_size=6))
def test_rows_come_back_as_they_were_written_also_after_compaction(tmp_path_factory, rows):
    ledger = _ledger(tmp_path_factory.mktemp("ledger"))
    for row in rows:
        ledger.write("ask", "0001", [row])
    before = ledger.read("ask", "0001")
    ledger.compact("ask", "0001", 1)
    after = ledger.read("ask", "0001")
    assert before == after
    assert set(after) == {(row.key, row.fingerprint) for row in rows}
    assert all(row in rows for row in after.values())
    assert len(ledger.store.names("ledger/ask/0001")) == min(1, len(rows))


def test_a_row_that_did_not_fail_goes_before_one_that_did(tmp_path):
    ledger = _ledger(tmp_path)
    for fate in ("failed", "kept", "failed"):
        ledger.write("ask", "0001", [Row("a", "f", fate, detail=fate)])
    assert ledger.read("ask", "0001")["a", "f"].fate == "kept"


def test_a_flipped_bit_anywhere_sets_the_part_aside_and_names_it(tmp_path, caplog):
    whole = _ledger(tmp_path / "whole")
    whole.write("ask", "0001", [Row("a", "f", "kept", adds=(("captions", "[]"),))])
    (part,) = (tmp_path / "whole/ledger/ask/0001").iterdir()
    data = part.read_bytes()
    for at in range(0, len(data), max(1, len(data) // 60)):
        ledger = _ledger(tmp_path / f"flip-{at}")
        ledger.store.write("ledger/ask/0001/" + part.name, data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :])
        assert ledger.read("ask", "0001") == {}
        assert ledger.store.names("damaged/ledger/ask/0001") == [part.name]
        assert part.name in caplog.text


def test_pandas_reads_typed_columns(tmp_path):
    ledger = _ledger(tmp_path)
    ledger.write("check", "0001", [Row("a", "f", "rejected", "license", "cc-by-nc", value=1.0, threshold=2.0)])
    ledger.write("check", "0002", [Row("b", "f", "kept", spend=Spend(2, 10, 20, 0.5))])
    table = pd.read_parquet(tmp_path / "ledger/check").set_index("key")
    assert table.loc["a", "rule"] == "license" and table.loc["a", "threshold"] == 2.0
    assert table["calls"].dtype == "int32" and table["cost_usd"].sum() == 0.5


def test_a_path_that_leaves_the_store_is_refused(tmp_path):
    store = LocalStore(str(tmp_path / "root"))
    for path in ("../out", "/etc/passwd", "a/../../b"):
        with pytest.raises(ValueError, match="leaves the store"):
            store.write(path, b"x")
    assert not (tmp_path / "out").exists()
