"""Which model is asked, with what, and where it is served: what decides its words apart from what is execution only."""

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, JsonValue

from schemas.model import Model


def _as_tuple(value: object) -> object:
    """`a,b` -> both: a variable that names several servers is one text."""
    return tuple(part.strip() for part in value.split(",")) if isinstance(value, str) else value


Url = Annotated[str, Field(pattern=r"^https?://[^\s@?#]+$", description="without credentials in it")]


class RequestSpec(Model):
    """What is asked: decides bytes, and is hashed into the stage's fingerprint."""

    model: str = Field(min_length=1)
    prompt: str | None = Field(None, description="stem under prompts/openai; None: the role's own")
    temperature: float | None = Field(0.0, ge=0, le=2, description="None: the server's default")
    top_p: float | None = Field(None, gt=0, le=1)
    max_tokens: int = Field(1024, ge=1, description="of one answer; ours")
    seed: int | None = None
    extra: dict[str, JsonValue] = Field(default_factory=dict, description="further fields of the request's body")
    max_image_px: int = Field(1024, ge=64, le=8192, description="long side of a picture sent; larger ones are shrunk")
    structured: Literal["auto", "json_schema", "json_object", "text"] = Field(
        "auto", description="auto: the JSON schema where the server takes it, else plain JSON, else words alone"
    )
    verify_existence: bool = Field(
        False, description="ask yes or no for each object again, as World-to-Code does; refused ones are dropped"
    )
    verify_prompt: str = "verify"


class Prices(Model):
    """US dollars for a million tokens."""

    input: float = Field(ge=0)
    output: float = Field(ge=0)


class EndpointSpec(Model):
    """Where and how fast it is asked: execution only, never hashed."""

    base_url: Annotated[tuple[Url, ...], BeforeValidator(_as_tuple), Field(min_length=1)] = (
        "https://api.openai.com/v1",
    )
    api_key_env: str | None = Field(
        None,
        pattern=r"^[A-Za-z_][A-Za-z0-9_]*$",
        description="the variable that holds the key; None: no key",
    )
    limit: int = Field(64, ge=1, le=4096, description="requests at once, over all endpoints and workers")
    timeout_s: float = Field(120.0, gt=0, description="for one whole answer")
    patience_s: float = Field(300.0, gt=0, description="beyond timeout_s, without one answer, before the run stops")
    prices: Prices | None = Field(None, description="None: not known; a budget needs them")
    image_tokens: int = Field(1500, ge=0, description="most one picture costs; reserved, then learned from the usage")
    max_tokens_field: Literal["max_completion_tokens", "max_tokens"] = "max_completion_tokens"


class ModelSpec(RequestSpec, EndpointSpec):
    """Both in one mapping, as a job writes them beside `backend: openai`."""

    def decisive(self) -> dict[str, Any]:
        """The part that is hashed, as JSON."""
        return self.model_dump(mode="json", include=set(RequestSpec.model_fields))
