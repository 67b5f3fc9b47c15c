"""The base of every model: frozen, no unknown keys, no NaN or infinity."""

from pydantic import BaseModel, ConfigDict


class Model(BaseModel):
    """Data that is made once and never changed; `model_copy(update=...)` makes the next one."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", allow_inf_nan=False, json_schema_serialization_defaults_required=True
    )
