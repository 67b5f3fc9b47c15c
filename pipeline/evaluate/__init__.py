"""Evaluation: what a run found against what its source's annotators marked, and which known pictures are in it."""

from pipeline.evaluate.boxes import BoxEvaluation, evaluate_boxes
from pipeline.evaluate.labels import LabelEvaluation, evaluate_labels
from pipeline.evaluate.leaks import Leak, Wanted, find_leaks, parse_wanted
from pipeline.evaluate.refusal import EvaluationError
from pipeline.evaluate.relations import RelationEvaluation, evaluate_relations

__all__ = [
    "BoxEvaluation",
    "EvaluationError",
    "LabelEvaluation",
    "Leak",
    "RelationEvaluation",
    "Wanted",
    "evaluate_boxes",
    "evaluate_labels",
    "evaluate_relations",
    "find_leaks",
    "parse_wanted",
]
