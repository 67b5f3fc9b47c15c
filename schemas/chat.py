"""How turns and pictures become one sequence: the marks around them, kept as prompts/training/chat.yaml."""

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
