"""Collects the outcomes of the long rounds and prints their table when all is done."""

from collections import Counter

import pytest

from tests.chaos.judge import tabulate
from tests.chaos.rounds import Round

_all = pytest.StashKey[list[Round]]()


@pytest.fixture
def outcomes(request: pytest.FixtureRequest) -> list[Round]:
    """To be extended with each round."""
    return request.config.stash.setdefault(_all, [])


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    rounds = config.stash.get(_all, [])
    if rounds:
        terminalreporter.section("kills and resumes")
        terminalreporter.write_line(tabulate(Counter((r.killed, r.phase, r.outcome) for r in rounds)))
