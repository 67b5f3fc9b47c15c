"""When two pieces of text are the same: white space and case do not count."""


def squeeze(text: str) -> str:
    """Every run of white space becomes one space, none at the ends."""
    return " ".join(text.split())


def fold(text: str) -> str:
    """For comparing only: squeezed, without case."""
    return squeeze(text).casefold()
