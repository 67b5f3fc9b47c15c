"""How results are laid out as text: tables and lines that read well on 80 columns."""

import io
import textwrap
from collections.abc import Callable, Iterable, Mapping

from rich import box
from rich.console import Console
from rich.measure import Measurement
from rich.table import Table

WIDTH = 80
_MILLION = 1_000_000

NUMBERS = frozenset(
    (
        *("in", "out", "merged", "rejected", "failed", "reused", "s", "to compute", "records"),
        *("documents", "shards", "MB", "made", "kept", "requests", "tokens in", "tokens out", "USD"),
    )
)
"""Columns that stand to the right, so that digits meet; the first column of a table never does."""


def table(*columns: str) -> Table:
    made = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False, collapse_padding=True)
    for index, column in enumerate(columns):
        is_number = index > 0 and column in NUMBERS
        made.add_column(
            column, justify="right" if is_number else "left", overflow="fold", no_wrap=is_number or not index
        )
    return made


def text(made: Table) -> str:
    sheet = io.StringIO()
    Console(file=sheet, width=WIDTH, highlight=False, no_color=True).print(made)
    return "\n".join(line.rstrip() for line in sheet.getvalue().splitlines())


def amount(number: int) -> str:
    """With every digit."""
    return f"{number:,}"


def short(number: int) -> str:
    """Four digits from a million on, for tables that are too wide otherwise; --json has every digit."""
    if number < _MILLION:
        return amount(number)
    decimals = max(0, 4 - len(str(number // _MILLION)))
    return f"{number / _MILLION:,.{decimals}f} M"


def fitting(build: Callable[[Callable[[int], str]], Table]) -> str:
    """The table built with exact amounts, or with short ones where those would break over two lines."""
    console = Console(width=10 * WIDTH)  # measured on one of WIDTH, no table is wider than that
    exact = build(amount)
    fits = Measurement.get(console, console.options, exact).minimum <= WIDTH
    return text(exact if fits else build(short))


def seconds(number: float, say: Callable[[int], str]) -> str:
    return f"{number:.1f}" if number < 1_000 else say(round(number))


def wrapped(line: str) -> str:
    """Broken between words, further lines set in; paths and other long words stay whole, to be copied."""
    return textwrap.fill(
        line, WIDTH, subsequent_indent="  ", break_long_words=False, break_on_hyphens=False, drop_whitespace=True
    )


def rules(counts: Mapping[str, int], say: Callable[[int], str]) -> str:
    """One a line, for a cell of a table."""
    return "\n".join(f"{rule} {say(count)}" for rule, count in counts.items())


def listed(title: str, names: Iterable[str]) -> str:
    return wrapped(f"{title}: {', '.join(names)}")
