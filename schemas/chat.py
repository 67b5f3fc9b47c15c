"""How the trainer puts turns, pictures and probes into words; kept under prompts/training."""

from pydantic import Field

from schemas.model import Model


class Marks(Model):
    """Around a turn or a picture. Loss is on an answer's words and its closing mark."""

    opening: str = Field(min_length=1)
    closing: str = Field(min_length=1)


class ChatMarks(Model):
    """`image` and `object_image` stand for one token of a picture, `end` closes an interleaved document."""

    about: str
    user: Marks
    assistant: Marks
    image: str = Field(min_length=1)
    object_image: str = Field(min_length=1)
    picture: Marks
    end: str = Field(min_length=1)


class Articles(Model):
    vowel: str
    other: str


class ProbeWords(Model):
    """How a probe asks whether something is there, kept as prompts/training/probes.yaml. `yes`: how assent begins."""

    about: str
    question: str
    yes: str
    articles: Articles

    def ask(self, label: str) -> str:
        article = self.articles.vowel if label[:1].lower() in "aeiou" else self.articles.other
        return self.question.format(article=article, label=label)
