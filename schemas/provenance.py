"""Who said a thing: the source of every sentence, box and relation."""

from pydantic import Field

from schemas.model import Model


class Provenance(Model):
    """Empty strings, never null: tabular readers (Hugging Face, Arrow) need one type."""

    stage: str
    backend: str
    model: str = ""
    prompt: str = Field("", description="name@version of the prompt or template file")
    answer: str = Field("", description="hash of the answer it came from, when a model said it")
    source: str = Field("", description="name of the source, when an annotation said it")
