"""The stored runs that a page shows: their raw data to save from the page, and what they were measured on."""

import base64
import gzip
import json
import os
import re
from dataclasses import dataclass, field
from pathlib import Path

MAX_PAGE = 1_900_000  # bytes; what runs may fill a page up to
_MAX_KIND = 1_200_000  # bytes of one kind of file of all runs of a page, as embedded
_PACKABLE = 12 * _MAX_KIND  # no CSV above this packs into _MAX_KIND, so that packing is not tried
_PREFIX = len("data:application/json;base64,")  # the longest of them
_FILES = {"run.json": "application/json", "trials.csv": "text/csv", "units.csv": "text/csv"}  # what matters most comes first
_ID = re.compile(r"[A-Za-z0-9][\w.+-]*", re.ASCII)
_MENTION = re.compile(r'<[^>]* data-run="([^">]*)"')


@dataclass(frozen=True)
class Download:
    """A file that is saved from the page."""

    name: str
    size: int  # bytes of the file
    url: str


@dataclass
class Run:
    """One run. What it lacks, notes say."""

    id: str
    found: bool = False
    started: str = ""
    facts: list[tuple[str, str]] = field(default_factory=list)  # of the run itself
    machine: list[tuple[str, str]] = field(default_factory=list)  # and versions
    downloads: list[Download] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def mentioned(outputs: str) -> list[str]:
    """The runs that sanitised outputs come from (data-run="ID"), each once, in order."""
    return list(dict.fromkeys(_MENTION.findall(outputs)))


def results_folder(given: "str | None", notebook_folder: Path) -> "Path | None":
    """Where runs are stored: as given, as THREADBOOST_RESULTS says, or data/results at or above the notebook."""
    if named := given or os.environ.get("THREADBOOST_RESULTS"):
        return Path(named)
    folders = [notebook_folder, *notebook_folder.parents]
    return next((f / "data/results" for f in folders if (f / "data/results").is_dir()), None)


def load(ids: list[str], results: "Path | None", page_bytes: int) -> list[Run]:
    """The runs that are here, with downloads that leave a page, of page_bytes without them, below MAX_PAGE."""
    runs = [_describe(id_, results / id_ if results and _ID.fullmatch(id_) else None) for id_ in ids]
    present = [r for r in runs if r.found]
    room = MAX_PAGE - page_bytes
    for name in _FILES:
        room -= _add(present, results, name, min(_MAX_KIND, room))
    return present


def _describe(id_: str, folder: "Path | None") -> Run:
    run = Run(id_)
    try:
        info = json.loads((folder / "run.json").read_bytes()) if folder else None
    except (OSError, ValueError):
        info = None
    if not isinstance(info, dict):
        return run
    run.found = True
    run.started = str(info.get("started", ""))[:19].replace("T", " ")
    machine, versions = ({} if not isinstance(v := info.pop(k, {}), dict) else v for k in ("machine", "versions"))
    modules = [f"{path} {version}" for path, version in versions.items()]
    run.machine = _facts({**machine, "built with": modules})
    run.facts = _facts({k: v for k, v in info.items() if k not in ("id", "started")})
    return run


def _facts(values: dict) -> list[tuple[str, str]]:
    """Simple values by name. Lists of them count as simple, anything deeper is in run.json."""
    return [(k.replace("_", " "), s) for k, v in values.items() if (s := _simple(v))]


def _simple(value: object) -> str:
    match value:
        case bool():
            return "yes" if value else "no"
        case str() | int():
            return str(value)
        case float():
            return f"{value:.10g}"
        case list() if value and all(isinstance(v, (str, int, float)) for v in value):
            return ", ".join(map(str, value))
    return ""


def _add(runs: list[Run], results: "Path | None", name: str, room: int) -> int:
    """That file of each run, the smallest first, as long as there is room; else where it is. Returns the bytes added."""
    added = 0
    having = [(run, file) for run in runs if (file := results / run.id / name).is_file()]
    for run, file in sorted(having, key=lambda pair: pair[1].stat().st_size):
        if download := _fitting(file, room - added):
            run.downloads.append(download)
            added += len(download.url)
            continue
        size, place = f"{file.stat().st_size / 1e3:,.0f} kB", f"{results.parent.name}/{results.name}/{run.id}"
        run.notes.append(f"{name} ({size}) is too large for a page; it is in {place}, where it was measured")
    return added


def _fitting(file: Path, room: int) -> "Download | None":
    """The file as it is or packed, within room bytes of a page; none when it is too large."""
    size = file.stat().st_size
    if 4 * (size + 2) // 3 + _PREFIX <= room:
        return _download(file.name, _FILES[file.name], _read(file))
    if size > _PACKABLE:
        return None
    packed = _download(f"{file.name}.gz", "application/gzip", gzip.compress(_read(file), mtime=0))
    return packed if len(packed.url) <= room else None


def _read(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError:
        return b""


def _download(name: str, mime: str, data: bytes) -> Download:
    return Download(name, len(data), f"data:{mime};base64,{base64.b64encode(data).decode()}")
