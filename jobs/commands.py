"""What each command does: calls the pipeline and says the result as JSON body, as text, and as exit code."""

import argparse
import sys
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from jobs import tables
from jobs.display import Display
from jobs.errors import FAILED_RECORDS, WRONG_SPEC
from jobs.spec import read_job
from jobs.story import story
from pipeline.run.resolve import SpecError
from pipeline.run.run import Wishes, publish_only, run

if TYPE_CHECKING:
    from pipeline.exports import Exported


@dataclass(frozen=True)
class Found:
    """A command's result."""

    body: dict[str, Any]
    text: str
    code: int = 0


def plan_job(options: argparse.Namespace) -> Found:
    from pipeline.run.open import open_job
    from pipeline.run.plan import plan

    with Display(quiet=options.json) as display:
        body = plan(open_job(read_job(options.job, options.settings)), options.limit, display)
    return Found(body, tables.plan_table(body))


def run_job(options: argparse.Namespace) -> Found:
    job = read_job(options.job, options.settings)
    wishes = Wishes(options.limit, options.engine, options.retry_failed, options.take_over)
    with Display(quiet=options.json) as display:
        body = run(job, wishes, display)
    return _status(body)


def publish_job(options: argparse.Namespace) -> Found:
    job = read_job(options.job, options.settings)
    wishes = Wishes(options.limit, options.engine, False, options.take_over)
    with Display(quiet=options.json) as display:
        body = publish_only(job, options.recipe, wishes, display)
    return _status(body)


def show_status(options: argparse.Namespace) -> Found:
    from pipeline.run.look import look

    with Display(quiet=options.json) as display:
        body = look(options.run_dir, display)
    return Found(body, tables.status_table(body))


def verify_run(options: argparse.Namespace) -> Found:
    from pipeline.run.verify import verify

    with Display(quiet=options.json) as display:
        body = verify(options.run_dir, display)
    return Found(body, tables.verify_table(body), 4 if body["faults"] else 0)


def explain_key(options: argparse.Namespace) -> Found:
    from pipeline.run.explain import explain
    from pipeline.run.open import open_folder

    if options.html is not None and not options.html.parent.is_dir():
        raise SpecError(f"--html {str(options.html)!r}: there is no folder {str(options.html.parent)!r}; make it first")
    run = open_folder(options.run_dir)
    body = explain(run, options.key)
    if options.html is None:
        return Found(body, story(body))
    from pipeline.run.report import explain_html

    with Display(quiet=options.json) as display:
        options.html.write_bytes(explain_html(run, options.key, display))
    return Found(body | {"html": str(options.html)}, f"{options.key}: {body['fate']}; its story: {options.html}")


def write_report(options: argparse.Namespace) -> Found:
    from pipeline.run.report import report  # drawing and language: 2 s that other commands do without

    with Display(quiet=options.json) as display:
        body = report(options.run_dir, display)
    return Found(body, tables.report_lines(body))


def export_shards(options: argparse.Namespace) -> Found:
    from pipeline.exports import ExportOptions, export
    from pipeline.run.open import open_folder
    from pipeline.run.publish import published_folder

    run = open_folder(options.run_dir)
    asked = {
        "frame": options.frame,
        "tasks": options.task,
        "min_pixels": options.min_pixels,
        "max_pixels": options.max_pixels,
    }
    try:
        chosen = ExportOptions.model_validate({name: value for name, value in asked.items() if value is not None})
    except ValidationError as error:
        raise SpecError(
            "; ".join(f"--{_flag(''.join(map(str, e['loc'][:1])))}: {e['msg']}" for e in error.errors())
        ) from error
    folder = published_folder(run.context.store, run.inputs.limit, options.recipe)
    done = export(run.context.store, folder, options.format, options.out, chosen)
    body = vars_of(done) | {"out": str(done.out)}
    return Found(body, tables.export_lines(body))


def _flag(setting: str) -> str:
    return {"tasks": "task"}.get(setting, setting.replace("_", "-"))


def vars_of(done: "Exported") -> dict[str, Any]:
    return {field.name: getattr(done, field.name) for field in fields(done)}


def render_scenes(options: argparse.Namespace) -> Found:
    import os

    from pipeline.scenes import render_dataset  # pillow and numpy: 0.3 s that other commands do without

    with Display(quiet=options.json) as display:
        workers = os.cpu_count() or 1
        render_dataset(
            options.folder,
            options.count,
            options.seed,
            workers=workers,
            progress=lambda done: display.show("scenes", done, options.count),
        )
    body = {"folder": str(options.folder), "count": options.count, "seed": options.seed}
    return Found(body, f"{options.count} scenes in {options.folder} (coco/, visual_genome/, images/)")


def _status(body: dict[str, Any]) -> Found:
    failed = sum(sum(rules.values()) for rules in body["failed_records"].values())
    text = tables.status_table(body)
    if failed:
        print(f"multigrain: {failed} records failed; run again with --retry-failed to take them again", file=sys.stderr)
        return Found(body, text, FAILED_RECORDS)
    if not any(body["published"].values()):
        print("multigrain: nothing was published; the table says which rule took everything", file=sys.stderr)
        return Found(body, text, WRONG_SPEC)
    return Found(body, text)
