"""TinyGroundingGPT's filter (its section 3.2): object images too large or small, options too alike, confidence, crowds.

The paper names these rules without numbers; every threshold is a setting of `check` with its origin written there.
"""

from itertools import combinations

from pipeline.checks.facts import Facts
from pipeline.checks.fault import Fault
from schemas.geometry import Box, Size, area, clip, iou
from schemas.objectimage import ObjectImage
from schemas.question import Conversation
from schemas.stages import CheckSpec


def filter_fault(facts: Facts, conversation: Conversation, spec: CheckSpec) -> Fault | None:
    """The first rule that a well-formed conversation meets."""
    return (
        _crop_fault(facts, conversation, spec)
        or _options_fault(facts, conversation, spec)
        or _score_fault(facts, conversation, spec)
        or _boxes_fault(facts, conversation, spec)
    )


def _crop_fault(facts: Facts, conversation: Conversation, spec: CheckSpec) -> Fault | None:
    for crop in conversation.object_images:
        share = area(shown(crop, facts.regions[crop.region].box, facts.record.image.size)) / facts.record.image.area
        if share < spec.min_crop_area:
            return Fault("min_crop_area", round(share, 6), spec.min_crop_area)
        if share > spec.max_crop_area:
            return Fault("max_crop_area", round(share, 6), spec.max_crop_area)
    return None


def _options_fault(facts: Facts, conversation: Conversation, spec: CheckSpec) -> Fault | None:
    """Any two options of one question, not only the right one: an answer may not hang on a few pixels."""
    for claim in conversation.claims:
        if claim.kind == "option":
            pairs = combinations((facts.regions[i].box for i in claim.regions), 2)
            most = max((iou(a, b) for a, b in pairs), default=0.0)
            if most > spec.max_option_iou:
                return Fault("max_option_iou", round(most, 6), spec.max_option_iou)
    return None


def _score_fault(facts: Facts, conversation: Conversation, spec: CheckSpec) -> Fault | None:
    scores = [facts.regions[i].score for claim in conversation.claims for i in claim.regions]
    if scores and min(scores) < spec.min_score:
        return Fault("min_score", min(scores), spec.min_score)
    return None


def _boxes_fault(facts: Facts, conversation: Conversation, spec: CheckSpec) -> Fault | None:
    """Of each label asked about; the options that are wrong are not asked about."""
    options = [claim for claim in conversation.claims if claim.kind == "option"]
    asked = {i for claim in conversation.claims if claim.kind not in ("option", "shows") for i in claim.regions}
    asked |= {i for claim in conversation.claims if claim.kind == "shows" and not options for i in claim.regions}
    asked |= {claim.regions[int(claim.value)] for claim in options}
    most = max((len(facts.by_name[name]) for i in asked if (name := facts.names[i])), default=0)
    return Fault("max_boxes_per_label", most, spec.max_boxes_per_label) if most > spec.max_boxes_per_label else None


def shown(crop: ObjectImage, box: Box, size: Size) -> Box:
    """The part of the picture that the crop is cut from, margin included, in upright pixels."""
    x, y = crop.margin * (box[2] - box[0]), crop.margin * (box[3] - box[1])
    return clip((box[0] - x, box[1] - y, box[2] + x, box[3] + y), size)
