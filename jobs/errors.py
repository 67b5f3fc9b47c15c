"""Which exit code an error means: whose turn it is to mend it."""

from pipeline.annotate.graph import GraphError
from pipeline.backends.openai.errors import BudgetError
from pipeline.download.refusal import DownloadError
from pipeline.engine.engine import EngineError
from pipeline.evaluate.refusal import EvaluationError
from pipeline.exports.refusal import ExportError
from pipeline.protocols.stage import StopError
from pipeline.publish.recipes import RecipeError
from pipeline.publish.sample import PictureChangedError
from pipeline.run.folder import RunFolderError
from pipeline.run.lock import LockedError
from pipeline.run.resolve import SpecError
from pipeline.sources.source import SourceError
from pipeline.store.bucket import PlaceError
from pipeline.store.damage import DamagedError
from pipeline.training.refusal import TrainingSpecError, TrainingStoppedError
from prompts.loader import PromptError

WRONG_SPEC, FAILED_RECORDS, BUDGET, SURROUNDINGS = 2, 3, 5, 6

_USERS = (
    *(SpecError, SourceError, GraphError, RunFolderError, PromptError, RecipeError, PlaceError),
    *(ExportError, EvaluationError, TrainingSpecError),
)
_SURROUNDINGS = (
    *(EngineError, DamagedError, PictureChangedError, LockedError, StopError, DownloadError),
    *(TrainingStoppedError, OSError, KeyboardInterrupt),
)


def exit_code_of(error: BaseException) -> int | None:
    """None: a bug, to be seen with its traceback."""
    if isinstance(error, _USERS):
        return WRONG_SPEC
    if isinstance(error, BudgetError):
        return BUDGET
    if isinstance(error, _SURROUNDINGS):
        return SURROUNDINGS
    return None
