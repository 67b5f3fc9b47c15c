"""What can go wrong with a model: errors that stop the run, and errors of one record. None carries a key or pixels."""

from pipeline.protocols.stage import StopError as StopError


class CredentialsError(StopError):
    """The key is missing, wrong, or has nothing left to spend."""


class UnknownModelError(StopError):
    """The endpoint does not know the model, or there is no such API under its address."""


class EndpointDownError(StopError):
    """No endpoint has answered for as long as the spec is patient."""


class BudgetError(StopError):
    """The next request might cost more than is left of the budget; it was not sent."""


class RecordError(Exception):
    """One request's own fault: its record fails, the others go on."""


class RequestRefusedError(RecordError):
    """The endpoint will not take this one request (HTTP 400 and its kin)."""


class UnansweredError(RecordError):
    """This one request was tried often enough while the endpoint answered others."""
