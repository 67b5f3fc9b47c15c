"""How a record is put into words for a model: regions by number, relations and captions, one a line."""

from collections.abc import Iterable, Mapping

from pipeline.backends.openai.prompting.prompt import Frame
from schemas.record import Record, Region


def number_of(index: int) -> int:
    """Regions are counted from 1 in prompts."""
    return index + 1


def citable(record: Record) -> Mapping[int, int]:
    """From number to index into the regions: labelled single things; a crowd or a described place has no number."""
    return {number_of(i): i for i, region in enumerate(record.regions) if region.label and not region.is_crowd}


def regions(record: Record, frame: Frame) -> str:
    listed = (_region(number, record.regions[i], record, frame) for number, i in citable(record).items())
    return _lines(listed, frame)


def relations(record: Record, frame: Frame) -> str:
    numbers = {i: number for number, i in citable(record).items()}
    known = (r for r in record.relations if r.subject in numbers and r.object in numbers)
    return _lines((f"[{numbers[r.subject]}] {r.predicate} [{numbers[r.object]}]" for r in known), frame)


def captions(record: Record, frame: Frame) -> str:
    return _lines((caption.text for caption in record.captions), frame)


def _region(number: int, region: Region, record: Record, frame: Frame) -> str:
    """Sides as shares of the picture's, three decimals: for the model to read, never to write."""
    width, height = record.image.size
    left, top, right, bottom = region.box
    label = " ".join((*region.attributes, region.label))
    shares = {"left": left / width, "top": top / height, "right": right / width, "bottom": bottom / height}
    return frame.region.format(number=number, label=label, **{name: f"{value:.3f}" for name, value in shares.items()})


def _lines(lines: Iterable[str], frame: Frame) -> str:
    return "\n".join(lines) or frame.nothing
