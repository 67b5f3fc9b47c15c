"""The page itself: templates filled, style and script taken in, nothing fetched, and never more than 20 MB."""

import base64
import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from pipeline.report.census import Census
from pipeline.report.composed import composed
from pipeline.report.costs import costs_of
from pipeline.report.exhibit import Exhibit, exhibit_of, facets
from pipeline.report.funnel import recipes_of, records_of, stages_of
from pipeline.report.graph import HEIGHT, NODE, WIDTH
from pipeline.report.limits import EXHIBIT_BYTES, GALLERY, MAX_BYTES
from pipeline.report.losses import Losses
from pipeline.report.met import Met
from pipeline.report.palette import COLOURS
from pipeline.report.rules import about_rule, measured

INDEX = "report/index.html"


@dataclass
class Gathered:
    """Everything the page shows, taken in image by image; holds a gallery's worth of finished HTML at most."""

    recipes: Sequence[str]
    census: Census = field(default_factory=Census)
    losses: Losses = field(default_factory=Losses)
    exhibits: list[tuple[Markup, Mapping[str, Sequence[str]]]] = field(default_factory=list)
    met: int = 0
    too_large: int = 0

    def add(self, met: Met) -> None:
        """Raises PromptError or RecipeError for a recipe that is no more."""
        self.met += 1
        self.losses.add(met)
        if met.record is None or met.standing != "annotated":
            return
        made = composed(met.record, self.recipes, met.withheld)
        self.census.add(met.record, made.documents)
        if len(self.exhibits) < GALLERY:
            self._show(exhibit_of(met, made))

    def _show(self, exhibit: Exhibit) -> None:
        html = _exhibit_html(exhibit, len(self.exhibits), is_open=False)
        if len(html.encode()) > EXHIBIT_BYTES:
            self.too_large += 1
        else:
            self.exhibits.append((html, facets(exhibit)))


@dataclass(frozen=True, slots=True)
class Page:
    """`shown`: exhibits on it."""

    data: bytes
    shown: int


def page_of(gathered: Gathered, status: Mapping[str, Any]) -> Page:
    """The whole report. The same run gives the same bytes."""
    values = {
        "status": status,
        "stages": stages_of(status),
        "records": records_of(status),
        "recipes": recipes_of(status),
        "costs": costs_of(status),
        "census": gathered.census,
        "charts": gathered.census.charts(),
        "losses": gathered.losses.of(status),
        "surveyed": gathered.met,
        "too_large": gathered.too_large,
        "facets": _joined([facet for _, facet in gathered.exhibits]),
    }
    bare = _render("index.html.j2", exhibits=[], **values)
    shown = _within(MAX_BYTES - len(bare), [html for html, _ in gathered.exhibits])
    return Page(_render("index.html.j2", exhibits=shown, **values), len(shown))


def story_page(met: Met, story: Mapping[str, Any], recipes: Sequence[str]) -> bytes:
    """One image: its exhibit where it has a record, and what every stage made of it."""
    exhibit = None
    if met.record is not None:
        made = composed(met.record, recipes if met.standing == "annotated" else (), met.withheld)
        exhibit = _exhibit_html(exhibit_of(met, made), 0, is_open=True)
    return _render("story.html.j2", met=met, story=story, exhibit=exhibit)


def _within(room: int, exhibits: Sequence[Markup]) -> list[Markup]:
    shown = []
    for html in exhibits:
        room -= len(html.encode()) + 1
        if room < 0:
            break
        shown.append(html)
    return shown


def _joined(found: Sequence[Mapping[str, Sequence[str]]]) -> dict[str, list[str]]:
    names = ("labels", "predicates", "tasks")
    return {name: sorted({value for facet in found for value in facet[name]}) for name in names}


def _exhibit_html(exhibit: Exhibit, number: int, is_open: bool) -> Markup:
    template = _environment().get_template("exhibit.html.j2")
    known = {name: json.dumps(values, ensure_ascii=False) for name, values in facets(exhibit).items()}
    return Markup(template.render(exhibit=exhibit, number=number, is_open=is_open, facets=known))


def _render(template: str, **values: Any) -> bytes:
    style, script = _own("page.css"), _own("page.js")
    html = (
        _environment()
        .get_template(template)
        .render(style=style, script=script, policy=_policy(style, script), **values)
    )
    return html.encode()


def _policy(style: str, script: str) -> str:
    """Nothing from anywhere: only the one style and the one script whose hashes these are, and pictures in the page."""
    return (
        f"default-src 'none'; img-src data:; style-src {_digest(style)}; script-src {_digest(script)}; "
        "base-uri 'none'; form-action 'none'"
    )


def _digest(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def _own(name: str) -> Markup:
    """Our own file, the only text that goes on the page unescaped."""
    return Markup(resources.files(__package__).joinpath(name).read_text(encoding="utf-8"))


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("pipeline.report", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.update(
        colours=COLOURS, graph_size=(WIDTH, HEIGHT), node_size=NODE, measured=measured, about_rule=about_rule
    )
    environment.filters["thousands"] = lambda number: f"{number:,}"
    environment.filters["amount"] = lambda number: f"{number:,.4g}"
    environment.filters["spoken"] = lambda name: str(name).replace("_", " ")
    return environment
