"""Captions as the source gives them."""

from collections.abc import Mapping
from typing import Any

from pipeline.protocols.backend import Said
from schemas.provenance import Provenance
from schemas.record import Caption, Record


class AnnotationsCaptioner:
    name = "annotations"

    def identity(self) -> Mapping[str, Any]:
        return {"name": self.name, "version": 1}

    async def caption(self, record: Record) -> Said[Caption]:
        return Said(
            tuple(
                Caption(
                    text=caption.text,
                    by=Provenance(stage="caption", backend=self.name, source=caption.source),
                )
                for caption in record.given.captions
            )
        )
