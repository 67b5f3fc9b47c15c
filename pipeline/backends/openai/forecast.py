"""What one request of a role takes, before anything is sent: an estimate for `plan`, labelled as such there."""

from dataclasses import dataclass

from pipeline.backends.openai.prompting.prompt import PromptFile
from prompts.loader import load
from schemas.models import ModelSpec

CHARACTERS_PER_TOKEN = 4.0
"""Of English, about; OpenAI's own rule of thumb."""
LISTED_TOKENS = 400
"""What a record's regions, relations and captions add to a prompt that lists them; ours: 25 regions of 16 tokens."""
WITHOUT_PICTURE = frozenset({"describe"})


@dataclass(frozen=True, slots=True)
class Forecast:
    """Of one request without a repair. `output_tokens` at most; `cost_usd` None where prices are not known."""

    input_tokens: int
    output_tokens: int
    cost_usd: float | None


def forecast(spec: ModelSpec, role: str) -> Forecast:
    """Raises PromptError."""
    file = load(f"openai/{spec.prompt or role}", PromptFile).body
    words = len(file.system) + len(file.user) + sum(len(e.given) + len(str(e.answer)) for e in file.examples)
    listed = LISTED_TOKENS if "regions" in file.needs else 0
    pictures = 0 if role in WITHOUT_PICTURE else spec.image_tokens
    given = int(words / CHARACTERS_PER_TOKEN) + listed + pictures
    prices = spec.prices
    cost = None if prices is None else (given * prices.input + spec.max_tokens * prices.output) / 1e6
    return Forecast(given, spec.max_tokens, cost)
