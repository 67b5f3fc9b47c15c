"""Which files a data set is made of, and what is known of them.

COCO and Visual Genome publish no digests. Sizes are those their servers announced to several people; digests are those
of others who published theirs, named here. Where neither is known, what came first is recorded beside the file.
"""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Archive:
    """A zip. `bytes` 0 and `digest` "" (else algorithm:hex): not known. `into`: folder below the data set's own.

    `holds`: what is there when it is unpacked. `sole`: it is one file, which is given this name.
    """

    url: str
    holds: tuple[str, ...]
    bytes: int = 0
    digest: str = ""
    digest_by: str = ""
    into: str = ""
    sole: str = ""

    @property
    def name(self) -> str:
        return self.url.rsplit("/", 1)[-1]


@dataclass(frozen=True, slots=True)
class DataSet:
    """`use`: the command that takes it in, with $DIR."""

    about: str
    archives: tuple[Archive, ...]
    use: str


_COCO = "http://images.cocodataset.org"
_GLUON_CV = "GluonCV's documentation of its COCO script"
_VG_IMAGES = "https://cs.stanford.edu/people/rak248/VG_100K_2"
_VG = "https://homes.cs.washington.edu/~ranjay/visualgenome/data/dataset"

_ANNOTATIONS_2017 = Archive(
    f"{_COCO}/annotations/annotations_trainval2017.zip",
    tuple(f"annotations/{kind}_{split}2017.json" for kind in ("instances", "captions") for split in ("train", "val")),
    252_907_541,
    "sha1:8551ee4bb5860311e79dace7e79cb91e432e78b3",
    _GLUON_CV,
)
_VG_ANNOTATIONS = tuple(
    Archive(f"{_VG}/{file}.json.zip", (f"annotations/{stem}.json",), into="annotations", sole=f"{stem}.json")
    for file, stem in (
        ("image_data", "image_data"),
        ("objects_v1_2", "objects"),
        ("attributes", "attributes"),
        ("relationships_v1_2", "relationships"),
        ("region_descriptions", "region_descriptions"),
        ("question_answers", "question_answers"),
    )
)

DATA_SETS: Mapping[str, DataSet] = {
    "coco-val2017": DataSet(
        "COCO 2017: the 5,000 pictures of val, and the annotations of train and val",
        (
            Archive(
                f"{_COCO}/zips/val2017.zip",
                ("val2017",),
                815_585_330,
                "sha1:4950dc9d00dbe1c933ee0170f5797584351d2a41",
                _GLUON_CV,
            ),
            _ANNOTATIONS_2017,
        ),
        "COCO=$DIR multigrain run jobs/regenerate-coco.yaml",
    ),
    "coco-train2017": DataSet(
        "COCO 2017: the 118,287 pictures of train, and the annotations of train and val",
        (
            Archive(
                f"{_COCO}/zips/train2017.zip",
                ("train2017",),
                19_336_861_798,
                "sha1:10ad623668ab00c62c096f0ed636d6aff41faca5",
                _GLUON_CV,
            ),
            _ANNOTATIONS_2017,
        ),
        "COCO=$DIR VG=... multigrain run jobs/regenerate-coco-vg.yaml",
    ),
    "coco-annotations2014": DataSet(
        "COCO 2014: annotations alone; their image ids are those of RefCOCO's and POPE's pictures (publish.exclude)",
        (
            Archive(
                f"{_COCO}/annotations/annotations_trainval2014.zip",
                ("annotations/instances_val2014.json",),
                252_872_794,
                "md5:0a379cfc70b0e71301e0f377548639bd",
                "the ETag of COCO's own storage",
            ),
        ),
        "multigrain evaluate RUN_DIR --leaks $DIR/annotations/instances_val2014.json",
    ),
    "visual-genome": DataSet(
        "Visual Genome v1.2: 108,077 pictures and their annotations",
        (
            Archive(f"{_VG_IMAGES}/images.zip", ("images/VG_100K",), 9_731_705_982, into="images"),
            Archive(f"{_VG_IMAGES}/images2.zip", ("images/VG_100K_2",), 5_471_658_058, into="images"),
            *_VG_ANNOTATIONS,
        ),
        "VG=$DIR multigrain run jobs/regenerate-vg.yaml",
    ),
    "visual-genome-annotations": DataSet(
        "Visual Genome v1.2: annotations alone, for pictures that are there already",
        _VG_ANNOTATIONS,
        "VG=$DIR multigrain run jobs/regenerate-vg.yaml",
    ),
}
