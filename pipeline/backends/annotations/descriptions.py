"""What a label means, in the source's own words (V3Det's category info)."""

from collections.abc import Mapping
from typing import Any

from pipeline.language.wording import fold
from pipeline.protocols.backend import Said
from schemas.provenance import Provenance
from schemas.record import Description, Record


class AnnotationsDescriber:
    """Only for labels that are in the picture: a source may carry its whole dictionary along."""

    name = "annotations"

    def identity(self) -> Mapping[str, Any]:
        return {"name": self.name, "version": 1}

    async def describe(self, record: Record) -> Said[Description]:
        if not record.given.descriptions:
            return Said()
        names = {fold(label.name): label.name for label in record.labels}
        return Said(
            tuple(
                Description(
                    label=names[fold(given.label)],
                    text=given.text,
                    by=Provenance(stage="describe", backend=self.name, source=given.source),
                )
                for given in record.given.descriptions
                if fold(given.label) in names
            )
        )
