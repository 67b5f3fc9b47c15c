"""The glossary: which labels it knows and which sense it takes."""

import asyncio
import random

import pytest
from boxes import captions, labels, record

from pipeline.backends.rules.glossary import GlossaryDescriber
from pipeline.language.glossary_words import GlossaryWords
from pipeline.scenes.catalogue import KINDS, SCENE_LABELS
from prompts.loader import PromptError, load

GLOSSARY = GlossaryDescriber()
COCO = """
person bicycle car motorcycle airplane bus train truck boat traffic_light fire_hydrant stop_sign parking_meter
bench bird cat dog horse sheep cow elephant bear zebra giraffe backpack umbrella handbag tie suitcase frisbee
skis snowboard sports_ball kite baseball_bat baseball_glove skateboard surfboard tennis_racket bottle
wine_glass cup fork knife spoon bowl banana apple sandwich orange broccoli carrot hot_dog pizza donut cake
chair couch potted_plant bed dining_table toilet tv laptop mouse remote keyboard cell_phone microwave oven
toaster sink refrigerator book clock vase scissors teddy_bear hair_drier toothbrush
"""


def described(*names: str, said: tuple[str, ...] = (), synset: str = ""):
    mine, beside = labels(names[0], synset=synset), labels(*names[1:])
    outcome = asyncio.run(GLOSSARY.describe(record(labels=mine + beside, captions=captions(*said))))
    return {description.label: description for description in outcome.items}


def sense(*names: str, said: tuple[str, ...] = (), synset: str = "") -> str:
    return described(*names, said=said, synset=synset)[names[0]].sense


def test_all_eighty_categories_of_coco_are_described_in_one_or_two_sentences():
    names = [name.replace("_", " ") for name in COCO.split()]
    assert len(names) == len(set(names)) == 80
    found = described(*names)
    assert sorted(found) == sorted(names)
    assert all(d.text.endswith(".") and d.text.count(". ") <= 1 and len(d.text) > 15 for d in found.values())


def test_every_object_of_the_rendered_scenes_is_described_under_its_name_its_everyday_word_and_in_the_plural():
    names = {name for kind in KINDS.values() for name in (kind.name, kind.said, kind.said_of_many)}
    assert set(SCENE_LABELS) <= names
    assert described(*sorted(names)).keys() == names


@pytest.mark.parametrize(
    ("label", "entry"),
    [
        ("Television", "tv"),
        ("TV", "tv"),
        ("traffic  lights", "traffic light"),
        ("sports_ball", "sports ball"),
        ("buses", "bus"),
        ("knives", "knife"),
        ("men", "man"),
        ("glasses", "glasses"),
        ("sofas", "couch"),
        ("shelves", "shelf"),
    ],
)
def test_case_plural_and_true_synonyms_lead_to_the_same_description(label, entry):
    assert described(label)[label].text == described(entry)[entry].text


def test_an_unknown_label_is_not_described():
    assert described("flibbertigibbet", "dog").keys() == {"dog"}


@pytest.mark.parametrize(
    ("label", "context", "expected"),
    [
        ("mouse", ["keyboard", "laptop"], "device"),
        ("mouse", ["cat", "cheese"], "animal"),
        ("bat", ["baseball glove", "person"], "club"),
        ("kite", ["beach", "person"], "toy"),
        ("kite", ["nest", "branch"], "bird"),
        ("keyboard", ["microphone", "guitar"], "instrument"),
        ("crane", ["Buildings", "truck"], "machine"),
        ("crane", ["lake", "bird"], "bird"),
        ("glasses", ["nose", "man"], "eyewear"),
        ("glasses", ["dining table", "bottle"], "vessels"),
        ("tie", ["train", "gravel"], "railway"),
    ],
)
def test_the_other_labels_choose_the_sense(label, context, expected):
    assert sense(label, *context) == expected


def test_the_captions_choose_where_the_labels_are_silent():
    assert sense("bow", said=("An archer draws her arrows.",)) == "weapon"
    assert sense("bow", said=("A gift with red ribbons.",)) == "ribbon"


def test_a_synset_chooses_but_two_labels_beside_it_overrule_it():
    assert sense("mouse", synset="mouse.n.01") == "animal"
    assert sense("mouse", "keyboard", synset="mouse.n.01") == "animal"
    assert sense("mouse", "keyboard", "monitor", synset="mouse.n.01") == "device"


def test_a_silent_context_gives_the_usual_sense_and_says_so():
    assert sense("mouse") == "device (default)"
    assert sense("mouse", "sky") == "device (default)"


def test_a_word_of_one_sense_has_no_sense_name():
    assert sense("dog") == ""


def test_the_order_of_labels_and_captions_does_not_matter():
    names, said = ["mouse", "keyboard", "cat", "cheese", "tie", "train"], ("A cat on a desk.", "Rails.")
    first = {label: d.sense for label, d in described(*names, said=said).items()}
    for seed in range(5):
        shuffled = random.Random(seed).sample(names, len(names))
        assert {label: d.sense for label, d in described(*shuffled, said=said[::-1]).items()} == first


def test_every_cue_can_be_met_and_no_two_senses_share_a_synset():
    for name, senses in load("glossary", GlossaryWords).body.entries.items():
        cues = [cue for one in senses for cue in one.cues]
        synsets = [synset for one in senses for synset in one.synsets]
        assert len(set(synsets)) == len(synsets), name
        assert all(cue == cue.casefold().strip() for cue in cues), name


def test_a_broken_glossary_is_an_error_that_says_what_to_do():
    with pytest.raises(ValueError, match=r"'mouse' needs a different `sense` name"):
        GlossaryWords.model_validate({"synonyms": {}, "entries": {"mouse": [{"text": "A."}, {"text": "B."}]}})
    with pytest.raises(ValueError, match=r"'telly': 'tv' must lead"):
        GlossaryWords.model_validate({"synonyms": {"telly": "tv"}, "entries": {"dog": "A dog."}})
    with pytest.raises(ValueError, match=r"'Dog' is never found; write it 'dog'"):
        GlossaryWords.model_validate({"synonyms": {}, "entries": {"Dog": "A dog."}})
    with pytest.raises(ValueError, match=r"'bow' cannot be a cue of itself"):
        GlossaryWords.model_validate({"synonyms": {}, "entries": {"bow": [{"text": "A.", "cues": ["bow"]}]}})
    with pytest.raises(PromptError, match="no-such-glossary"):
        GlossaryDescriber("no-such-glossary")
