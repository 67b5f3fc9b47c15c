"""The interleaved sequence: a sheet said in the order and words of a template."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from pipeline.publish.order import choice
from pipeline.publish.sheet import Sheet
from pipeline.publish.wording import Said, parts_of, say, separate
from schemas.document import DocumentLabel
from schemas.geometry import center
from schemas.part import Part
from schemas.provenance import Provenance
from schemas.template import Place, Section, Template, Wording


def interleave(sheet: Sheet, template: Template, by: Provenance) -> tuple[Part, ...]:
    """`by` is the provenance of the template's own words."""
    speaker = _Speaker(sheet, template, by)
    sections: dict[Section, Callable[[], Sequence[Said]]] = {
        "image": lambda: [Part(image=True, by=by)],
        "captions": speaker.captions,
        "labels": speaker.labels,
        "objects": speaker.objects,
        "relations": speaker.relations,
    }
    said = separate([sections[name]() for name in template.order], template.separator)
    return tuple(parts_of(said, by))


@dataclass(frozen=True)
class _Speaker:
    sheet: Sheet
    template: Template
    by: Provenance

    @cached_property
    def _named(self) -> Mapping[str, tuple[int, ...]]:
        """Label -> the regions that have it."""
        found: dict[str, tuple[int, ...]] = {}
        for index, region in enumerate(self.sheet.regions):
            found[region.label] = (*found.get(region.label, ()), index)
        return found

    @cached_property
    def _label_by(self) -> Mapping[str, Provenance]:
        return {label.name: label.by for label in self.sheet.labels}

    def _choose(self, wordings: Sequence[Wording], what: str) -> Wording:
        return wordings[choice(self.sheet.key, what, len(wordings))]

    def captions(self) -> list[Said]:
        known, words = self.sheet.captions, self.template.captions
        if not known:
            return []
        first = choice(self.sheet.key, "caption", len(known))
        said = [known[(first + i) % len(known)] for i in range(min(words.max, len(known)))]
        items = [{"caption": Part(text=c.text, by=c.by)} for c in said]
        return list(say(self._choose(words.wordings, "captions"), items))

    def labels(self) -> list[Said]:
        """Described and bare ones are two lists, the described first."""
        words = self.template.labels
        shown = [self.sheet.regions[i].label for i in self.sheet.shown]
        rank = {name: place for place, name in reversed(list(enumerate(shown)))}
        known = sorted(self.sheet.labels, key=lambda label: rank.get(label.name, len(shown)))
        described = [label for label in known if label.description][: words.max]
        bare = [label for label in known if not label.description] if not described or words.says_undescribed else []
        found = list(say(self._choose(words.described, "labels"), [self._described(d) for d in described]))
        items = [{"label": self._name(label)} for label in bare[: words.max - len(described)]]
        more = list(say(self._choose(words.bare, "labels"), items))
        return separate([found, more], self.template.separator)

    def _name(self, label: DocumentLabel) -> Part:
        return Part(text=label.name, about=self._named.get(label.name, ()), by=label.by)

    def _described(self, label: DocumentLabel) -> dict[str, Part]:
        about = self._named.get(label.name, ())
        return {
            "label": self._name(label),
            "description": Part(text=label.description, about=about, by=label.described_by),
        }

    def objects(self) -> list[Said]:
        words = self.template.objects
        items = [
            {
                "label": self._region_name(region),
                "place": self._place(region, words.place),
                "object": Part(object_image=number, by=self.by),
            }
            for number, region in enumerate(self.sheet.shown)
        ]
        return list(say(self._choose(words.wordings, "objects"), items))

    def relations(self) -> list[Said]:
        """Those with more shown ends first, then as the record has them."""
        words, shown = self.template.relations, frozenset(self.sheet.shown)
        named = [r for r in self.sheet.relations if self._is_named(r.subject) and self._is_named(r.object)]
        named.sort(key=lambda r: -(r.subject in shown) - (r.object in shown))
        items = [
            {
                "subject": self._region_name(r.subject),
                "subject_place": self._place(r.subject, words.place),
                "predicate": Part(text=r.predicate, about=tuple(sorted({r.subject, r.object})), by=r.by),
                "object": self._region_name(r.object),
                "object_place": self._place(r.object, words.place),
            }
            for r in named[: words.max]
        ]
        return list(say(self._choose(words.wordings, "relations"), items))

    def _is_named(self, region: int) -> bool:
        return bool(self.sheet.regions[region].label)

    def _region_name(self, region: int) -> Part:
        found = self.sheet.regions[region]
        by = self._label_by.get(found.label) or Provenance(stage="ground", backend=found.origin, source=found.origin)
        return Part(text=found.label, about=(region,), by=by)

    def _place(self, region: int, place: Place) -> Part:
        if place == "coordinates":
            return Part(region=region, by=self.by)
        x, y = center(self.sheet.regions[region].box)
        x0, y0, x1, y1 = self.sheet.view
        row = self.template.places[min(2, max(0, int(3 * (y - y0) / (y1 - y0))))]
        return Part(text=row[min(2, max(0, int(3 * (x - x0) / (x1 - x0))))], about=(region,), by=self.by)
