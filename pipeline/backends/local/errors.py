"""What can go wrong with a model that runs here. None is a record's fault: each stops the run, resumable."""

from pipeline.protocols.stage import StopError


class ModelFileError(StopError):
    """A file of the model is missing, of another shape, or lacks weights: which file, what is wrong, what to do."""


class DeviceError(StopError):
    """The device the spec names is not there."""


class MissingPackageError(StopError):
    """A package that this backend needs is not installed; says the line that installs it."""

    def __init__(self, package: str, install: str) -> None:
        super().__init__(f"the package {package!r} is not installed; run: {install}")
