"""A report over real pictures: COCO's and Visual Genome's, with all that their annotators left in them."""

from pathlib import Path

import pytest

from tests.report.parsed import parsed
from tests.report.runs import reported, run
from tests.report.test_page import PAGE, _nothing_runs

SHARED = Path(__file__).resolve().parents[3] / "shared" / "data"


@pytest.mark.shared
@pytest.mark.skipif(not SHARED.is_dir(), reason="../shared/data is not here: no real pictures to report on")
def test_coco_and_visual_genome_make_a_page(tmp_path: Path) -> None:
    coco, genome = SHARED / "coco", SHARED / "visual_genome"
    body = {
        "name": "real",
        "source": [
            {
                "kind": "coco",
                "images": str(coco / "val2017"),
                "instances": str(coco / "annotations" / "instances_val2017.json"),
                "captions": str(coco / "annotations" / "captions_val2017.json"),
            },
            {
                "kind": "visual_genome",
                "images": str(genome / "images"),
                "annotations": str(genome / "annotations_v1_2"),
            },
        ],
        "publish": {"recipes": ["multigrained-compact", "multigrained+relation"]},
        "out": str(tmp_path / "run"),
    }
    page = parsed(reported(run(tmp_path / "job.yaml", body, "--limit", "12")) / PAGE)
    keys = [found["data-key"] for found in page.having(class_="exhibit")]
    assert len(keys) >= 10
    assert "over a square of the picture" in page.text
    _nothing_runs(page)
