"""Why an evaluation was refused."""


class EvaluationError(Exception):
    """These numbers would mean nothing, or cannot be had: what is wrong, where, what to do."""
