"""A stage that may ask a model: the model's settings stand beside `backend`, and count only where it is asked."""

from collections.abc import Mapping
from typing import Any, ClassVar, Self

from pydantic import SerializerFunctionWrapHandler, model_serializer, model_validator

from schemas.models import EndpointSpec, ModelSpec


class AskedSpec(ModelSpec):
    """Refuses `backend: openai` without a `model`, and a model's settings where no model is asked."""

    OWN: ClassVar[frozenset[str]] = frozenset({"seed"})
    """Settings of a model that a stage may have a meaning of its own for."""

    model: str = ""
    backend: tuple[str, ...] = ()

    @property
    def asks_model(self) -> bool:
        return "openai" in self.backend or self.verify_existence

    def decisive(self) -> dict[str, Any]:
        """What is hashed, as JSON: all but where models are served and lie; a backend tells what its files hold."""
        elsewhere = {*EndpointSpec.model_fields, "detector", "groundingdino"}
        return {key: value for key, value in self.model_dump(mode="json").items() if key not in elsewhere}

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        if self.asks_model and not self.model:
            raise ValueError("a model is asked here, so it needs `model`: the name the endpoint knows it by")
        idle = self.model_fields_set & set(ModelSpec.model_fields) - self.OWN
        if idle and not self.asks_model:
            raise ValueError(f"{', '.join(sorted(idle))}: of use to `backend: openai` only; name it, or take them out")
        return self

    def idle(self) -> frozenset[str]:
        """Fields without any effect here: in no file and no fingerprint."""
        own = self.OWN & set(type(self).__annotations__)
        return frozenset() if self.asks_model else frozenset(ModelSpec.model_fields) - own

    @model_serializer(mode="wrap")
    def _without_idle(self, serialize: SerializerFunctionWrapHandler) -> Mapping[str, Any]:
        body: dict[str, Any] = serialize(self)
        return {key: value for key, value in body.items() if key not in self.idle()}
