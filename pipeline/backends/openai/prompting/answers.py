"""The answers the prompts ask for, one model each; what does not fit is asked for once more, then rejected."""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from schemas.model import Model
from schemas.question import Task

Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100)]
Sentence = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=4000)]
Region = Annotated[int, Field(description="a region's number from the list")]
Grade = Annotated[int, Field(ge=1, le=5)]


class CaptionAnswer(Model):
    caption: Sentence


class RecognizeAnswer(Model):
    """Most important first."""

    objects: Annotated[tuple[Name, ...], Field(max_length=500)]


class DescribeAnswer(Model):
    """Empty where the word means nothing one could see."""

    description: Annotated[str, StringConstraints(strip_whitespace=True, max_length=2000)]


class RelationAnswer(Model):
    subject: Region
    predicate: Name
    object: Region


class RelateAnswer(Model):
    relations: Annotated[tuple[RelationAnswer, ...], Field(max_length=500)]


class RoundAnswer(Model):
    """`[3]` stands for where region 3 is, `<3>` for the picture of it alone."""

    question: Sentence
    answer: Sentence


class ClaimAnswer(Model):
    """As schemas.question.Claim, over the region numbers of the list; `value` is empty where the kind has none."""

    kind: Literal["refers", "named", "count", "exists", "absent", "attribute", "relation"]
    regions: Annotated[tuple[Region, ...], Field(max_length=100)]
    label: Annotated[str, StringConstraints(max_length=100)]
    value: Annotated[str, StringConstraints(max_length=100)]


class ConversationAnswer(Model):
    task: Task
    rounds: Annotated[tuple[RoundAnswer, ...], Field(min_length=1, max_length=20)]
    claims: Annotated[tuple[ClaimAnswer, ...], Field(max_length=100)]


class AskAnswer(Model):
    conversations: Annotated[tuple[ConversationAnswer, ...], Field(max_length=100)]


class ScoreAnswer(Model):
    number: Annotated[int, Field(description="the conversation's number from the list")]
    quality: Grade
    richness: Grade
    accuracy: Grade


class JudgeAnswer(Model):
    scores: Annotated[tuple[ScoreAnswer, ...], Field(max_length=500)]


class VerifyAnswer(Model):
    answer: Literal["yes", "no"]
