"""What must hold of a run folder after whatever happened to it and one more run."""

from collections import Counter
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from tests.chaos.child import in_child
from tests.front_door import digests

Rows = dict[tuple[str, str, str], tuple[str, str, str]]
"""(stage, key, fingerprint) -> (fate, rule, what it adds)."""


def ledger_rows(out: Path) -> Rows:
    """What the ledger holds durably, doubles counted once."""
    found: Rows = {}
    for path in sorted(out.glob("ledger/*/*/*.parquet")):
        for line in pq.ParquetFile(path).read().to_pylist():
            name = path.relative_to(out).parts[1], line["key"], line["fingerprint"]
            found[name] = line["fate"], line["rule"], repr(line["adds"])
    return found


def computed(body: dict[str, Any]) -> int:
    return sum(stage["computed"] for stage in body["stages"])


def litter(out: Path) -> list[str]:
    """Files that no finished run leaves behind."""
    strangers = [path for path in out.rglob("*") if path.is_file() and not _belongs(path.relative_to(out))]
    return sorted(str(path.relative_to(out)) for path in strangers)


def _belongs(path: Path) -> bool:
    top, name = path.parts[0], path.name
    if top in ("run.json", "summary.json"):
        return True
    if top in ("ledger", "inputs", "answers", "damaged"):
        return not name.startswith(".")
    return top.startswith("shards") and (
        name in ("manifest.json", "README.md", "croissant.json") or name.endswith(".tar")
    )


def faults_of(folder: Path, wanted: dict[str, str], rows: Rows) -> list[str]:
    """Everything that differs from the undisturbed run, whose shards and ledger are given. Empty: as it should be."""
    out, found = folder / "out", list[str]()
    if digests(out / "shards") != wanted:
        found.append("shards or manifest differ from the undisturbed run's")
    if ledger_rows(out) != rows:
        found.append("the ledger differs from the undisturbed run's")
    found.extend(f"{path} is left behind" for path in litter(out))
    verified = in_child(folder, ["verify", out])
    if verified.code != 0:
        found.append(f"verify: {verified.body or verified.words}")
    return found


def tabulate(outcomes: Counter[tuple[str, str, str]]) -> str:
    """A Markdown table of (what is killed, phase, outcome) -> rounds."""
    lines = ["| killed | during | rounds | outcome |", "|---|---|---|---|"]
    lines += [f"| {who} | {phase} | {n} | {outcome} |" for (who, phase, outcome), n in sorted(outcomes.items())]
    return "\n".join(lines)
