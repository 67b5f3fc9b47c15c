"""What a request may cost at most, before it is sent, and what it did cost."""

from pipeline.backends.openai.client.call import Call, Usage
from schemas.models import EndpointSpec


class Costs:
    """Learns when pictures turn out to cost more than the spec says: from then on more is set aside."""

    def __init__(self, spec: EndpointSpec) -> None:
        self._prices = spec.prices
        self._image_tokens = float(spec.image_tokens)

    def at_most(self, call: Call) -> float:
        """US dollars."""
        return self._usd(self._most_input(call), call.max_tokens)

    def actual(self, call: Call, usage: Usage) -> float:
        """US dollars; where the server gives no believable figure, the most it can have been."""
        given = usage.input_tokens
        if given is not None and call.num_pictures and given > self._most_input(call):
            self._image_tokens = (given - call.input_tokens) / call.num_pictures
        output = usage.output_tokens
        is_possible = output is not None and output <= call.max_tokens
        return self._usd(
            given if given is not None else self._most_input(call),
            output if is_possible and output is not None else call.max_tokens,
        )

    def _most_input(self, call: Call) -> int:
        return call.input_tokens + int(call.num_pictures * self._image_tokens)

    def _usd(self, input_tokens: int, output_tokens: int) -> float:
        if self._prices is None:
            return 0.0
        return (input_tokens * self._prices.input + output_tokens * self._prices.output) / 1e6
