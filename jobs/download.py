"""The command `download`: official files of public data sets, laid out as the job specs expect."""

import argparse
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from jobs.commands import Found
from jobs.display import Display
from pipeline.download.catalogue import DATA_SETS
from pipeline.download.download import DownloadWishes, download


def arguments(verb: argparse.ArgumentParser) -> None:
    verb.add_argument("data_set", choices=tuple(DATA_SETS), metavar="DATA_SET", help=", ".join(DATA_SETS))
    verb.add_argument("--to", type=Path, required=True, metavar="DIR")
    verb.add_argument("--mirror", metavar="URL", help="a folder that holds the same archives by their names")
    verb.add_argument("--keep", action="store_true", help="keep the archives after they are unpacked")
    verb.add_argument("--unchecked", action="store_true", help="take files of another size or digest than is known")


def download_data(options: argparse.Namespace) -> Found:
    chosen = DATA_SETS[options.data_set]
    wishes = DownloadWishes(options.mirror, options.unchecked, options.keep)
    with Display(quiet=options.json) as display:
        files = download(chosen, options.to, wishes, display.show)
    use = chosen.use.replace("$DIR", str(options.to))
    body = {"data_set": options.data_set, "to": str(options.to), "files": files, "use": use}
    lines = [f"{one['name']}: {one['state']}, {one['bytes']:,} bytes, {_checked(one)}" for one in files]
    return Found(body, "\n".join([*lines, f"{options.data_set} is in {options.to}", f"next: {use}"]))


def _checked(one: Mapping[str, Any]) -> str:
    if one["checked_by"]:
        return f"checked by {one['checked_by']}"
    return "no digest is known: its sha256 is recorded"
