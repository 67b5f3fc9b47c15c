"""An HTML page as the standard library's parser sees it: elements with attributes, and the text between them."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path


@dataclass
class Parsed(HTMLParser):
    """`elements` in order; `texts`: all text in one list, script and style by themselves in `raw`."""

    elements: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    raw: dict[str, list[str]] = field(default_factory=dict)
    _within: str = ""

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))
        self._within = tag if tag in ("script", "style") else ""

    def handle_endtag(self, tag: str) -> None:
        self._within = ""

    def handle_data(self, data: str) -> None:
        if self._within:
            self.raw.setdefault(self._within, []).append(data)
        else:
            self.texts.append(data)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.texts).split())

    def having(self, **attributes: str) -> Iterator[dict[str, str]]:
        """The attributes of the elements that have all these; `_` stands for `-`, `class_` for `class`."""
        wanted = {name.rstrip("_").replace("_", "-"): value for name, value in attributes.items()}
        for _, found in self.elements:
            if all(value in found.get(name, "").split(" ") for name, value in wanted.items()):
                yield found


def parsed(page: Path) -> Parsed:
    parser = Parsed()
    parser.feed(page.read_text(encoding="utf-8"))
    parser.close()
    return parser
