"""The stored runs that a page shows: their raw data to save from the page, and what they were measured on."""

import base64
import gzip
import json
import os
import re
from dataclasses import dataclass, field
from pathlib import Path

MAX_PAGE = 1_900_000  # bytes; what runs may fill a page up to
MAX_UNITS = 1_200_000  # bytes of all units of a page, as embedded
_PACKABLE = 12 * MAX_UNITS  # no units.csv above this packs into MAX_UNITS, so that packing is not tried
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
    """The runs with their downloads, which together leave a page, of page_bytes without them, below MAX_PAGE."""
    runs = [_describe(id_, results / id_ if results and _ID.fullmatch(id_) else None) for id_ in ids]
    present = [r for r in runs if r.found]
    for run in present:
        for name, mime in (("run.json", "application/json"), ("trials.csv", "text/csv")):
            if data := _read(results / run.id / name):
                run.downloads.append(_download(name, mime, data))
    used = page_bytes + sum(len(d.url) for r in present for d in r.downloads)
    _add_units(present, results, min(MAX_UNITS, MAX_PAGE - used))
    return runs


def _describe(id_: str, folder: "Path | None") -> Run:
    run = Run(id_)
    try:
        info = json.loads((folder / "run.json").read_bytes()) if folder else None
    except (OSError, ValueError):
        info = None
    if not isinstance(info, dict):
        run.notes.append(f"raw data of run {id_} is not on this machine")
        return run
    run.found = True
    run.started = str(info.get("started", ""))[:19].replace("T", " ")
    parts = {k: info.pop(k) for k in ("machine", "versions") if isinstance(info.get(k), dict)}
    run.machine = [fact for part in parts.values() for fact in _facts(part)]
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


def _add_units(runs: list[Run], results: "Path | None", room: int) -> None:
    """units.csv of each run as it is, or else packed, or else only where it is: the same for all runs of a page."""
    files = {r.id: results / r.id / "units.csv" for r in runs}
    sizes = {id_: f.stat().st_size for id_, f in files.items() if f.is_file()}
    total = sum(sizes.values())
    with_units = [r for r in runs if r.id in sizes]
    if total * 4 // 3 <= room:
        made = [_download("units.csv", "text/csv", _read(files[r.id])) for r in with_units]
    else:
        made = [_pack(files[r.id]) for r in with_units] if total <= _PACKABLE else []
        if sum(len(d.url) for d in made) > room:
            made = []
    for run, download in zip(with_units, made):
        run.downloads.append(download)
    for run in with_units if not made else []:
        size = f"{sizes[run.id] / 1e6:.1f} MB"
        place = f"{results.parent.name}/{results.name}/{run.id}"
        run.notes.append(f"units.csv ({size}) is too large for a page; it is in {place}, where it was measured")


def _pack(file: Path) -> Download:
    return _download("units.csv.gz", "application/gzip", gzip.compress(_read(file), mtime=0))


def _read(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError:
        return b""


def _download(name: str, mime: str, data: bytes) -> Download:
    return Download(name, len(data), f"data:{mime};base64,{base64.b64encode(data).decode()}")
