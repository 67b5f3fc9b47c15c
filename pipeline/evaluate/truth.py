"""The annotators' side: whose annotations a run is measured by, and which pictures they looked at."""

from schemas.given import GivenObject
from schemas.record import Record


def is_annotated(record: Record, source: str) -> bool:
    """The source marked something in the picture, or promises that it marked all there is."""
    given = record.given
    return any(o.source == source for o in given.objects) or any(e.source == source for e in given.exhaustive)


def marked(record: Record, source: str) -> list[GivenObject]:
    return [thing for thing in record.given.objects if thing.source == source]


def name_of(label: str) -> str:
    """What two labels are compared by: letters' case and spaces around do not count."""
    return label.strip().casefold()
