"""Why an export was refused."""


class ExportError(Exception):
    """The user's choice of run, format, option or folder cannot be served: what is wrong, where, what to do."""
