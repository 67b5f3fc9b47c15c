"""The command `multigrain`: reads arguments, calls the pipeline, prints, and turns errors into exit codes."""

import argparse
import contextlib
import json
import logging
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from jobs import commands, download, evaluate, train_command
from jobs.errors import exit_code_of

STOPPED = "stopped from the keyboard; the same command goes on from here"


def main(arguments: Sequence[str] | None = None) -> int:
    """Exit code: 0 done, 2 wrong spec, 3 some records failed, 4 faults found, 5 budget, 6 surroundings, 1 a bug."""
    logging.basicConfig(level=logging.WARNING, format="multigrain: %(message)s", stream=sys.stderr)
    options = parser().parse_args(arguments)
    try:
        with contextlib.redirect_stdout(sys.stderr):  # Ray prints there when a worker dies
            found: commands.Found = options.call(options)
    except BaseException as error:
        code = exit_code_of(error)
        if code is None:
            raise
        message = STOPPED if isinstance(error, KeyboardInterrupt) else str(error) or type(error).__name__
        print(f"multigrain: {message}", file=sys.stderr)
        if options.json:
            say(json.dumps({"error": type(error).__name__, "message": message, "exit_code": code}))
        return code
    say(json.dumps(found.body, ensure_ascii=False) if options.json else found.text)
    return found.code


def say(text: str) -> None:
    """To stdout; a reader that has seen enough (`| head`) is no error."""
    try:
        print(text, flush=True)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def parser() -> argparse.ArgumentParser:
    top = argparse.ArgumentParser(prog="multigrain", description=__doc__.splitlines()[0] if __doc__ else "")
    verbs = top.add_subparsers(dest="verb", required=True, metavar="COMMAND")
    plan = _verb(verbs, "plan", commands.plan_job, "check everything, print the graph and the forecast; spends nothing")
    _job(plan)
    run = _verb(verbs, "run", commands.run_job, "annotate, then publish every recipe of the job")
    _job(run)
    _take_over(run)
    run.add_argument("--retry-failed", action="store_true", help="take records that failed again")
    publish = _verb(verbs, "publish", commands.publish_job, "publish from the ledger alone")
    _job(publish)
    _take_over(publish)
    publish.add_argument("--recipe", metavar="NAME", help="this recipe only")
    for name, call, about in (
        ("status", commands.show_status, "the run in numbers"),
        ("verify", commands.verify_run, "re-check hashes, counts, schemas, conservation, every box and reference"),
        ("report", commands.write_report, "one self-contained page over the run: RUN_DIR/report/index.html"),
        ("explain", commands.explain_key, "the story of one image"),
    ):
        verb = _verb(verbs, name, call, about)
        verb.add_argument("run_dir", metavar="RUN_DIR")
    verb.add_argument("key", metavar="KEY", help="for example coco/000000000139")
    verb.add_argument("--html", type=Path, metavar="FILE", help="write it as a page of its own, with the picture")
    export = _verb(verbs, "export", commands.export_shards, "published shards for other people's trainers and tools")
    export.add_argument("run_dir", metavar="RUN_DIR")
    export.add_argument("--format", required=True, metavar="NAME", help="llava, qwen2.5-vl, ms-swift, coco, ...")
    export.add_argument("--out", required=True, type=Path, metavar="DIR")
    export.add_argument("--recipe", metavar="NAME", help="which published recipe; needed when there are several")
    export.add_argument("--frame", metavar="NAME", help="of the boxes, where the format takes several")
    export.add_argument("--task", action="append", metavar="NAME", help="these kinds of conversations only")
    export.add_argument("--min-pixels", type=_positive, metavar="N", help="of smart resize")
    export.add_argument("--max-pixels", type=_positive, metavar="N", help="of smart resize")
    scenes = _verb(verbs, "scenes", commands.render_scenes, "render a dataset with perfect annotations")
    scenes.add_argument("folder", metavar="DIR", type=Path)
    scenes.add_argument("--count", type=_positive, required=True, metavar="N")
    scenes.add_argument("--seed", type=int, default=0, metavar="S")
    evaluate.arguments(
        _verb(verbs, "evaluate", evaluate.evaluate_run, "boxes, labels, relations; leaks; near-duplicates")
    )
    download.arguments(_verb(verbs, "download", download.download_data, "official files of a public data set"))
    train_command.arguments(
        _verb(verbs, "train", train_command.train_spec, "a model from published shards; resumes where it stopped")
    )
    return top


def _verb(verbs: Any, name: str, call: Callable[[argparse.Namespace], Any], about: str) -> argparse.ArgumentParser:
    made: argparse.ArgumentParser = verbs.add_parser(name, help=about, description=about)
    made.set_defaults(call=call)
    made.add_argument("--json", action="store_true", help="one JSON object on stdout, all else on stderr")
    return made


def _job(verb: argparse.ArgumentParser) -> None:
    verb.add_argument("job", metavar="JOB.yaml", type=Path)
    verb.add_argument("--set", action="append", default=[], metavar="A.B=VALUE", dest="settings")
    verb.add_argument("--limit", type=_positive, metavar="N", help="the first N images by key hash")
    verb.add_argument("--engine", choices=("ray", "local"), help="instead of execution.where")


def _take_over(verb: argparse.ArgumentParser) -> None:
    verb.add_argument("--take-over", action="store_true", help="the folder's other run is gone for sure: take its lock")


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError(f"{text} is not 1 or more")
    return number
