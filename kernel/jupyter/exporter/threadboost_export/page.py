"""A notebook as what the template lays out: cells in safe HTML, contents, runs, and what the author should know."""

import base64
import html
import re
from dataclasses import dataclass, field
from functools import partial
from itertools import pairwise
from pathlib import Path
from urllib.parse import unquote

from . import rundata
from .errors import ExportError
from .formulas import Formulas
from .highlight import highlight_cell
from .markdown import Markdown
from .outline import Entry, Outline, words
from .outputs import Outputs
from .sanitise import Beside
from .summary import goals, summary

_IMAGE_TYPES = {
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".gif": "image/gif",
    ".webp": "image/webp",
}
_NO_ALT = re.compile(r"<img(?![^>]* alt=)")
_TABLE = re.compile(r"(<table[^>]*>)|</table>")
_HEADING_OF_COLUMN = re.compile(r'(<th\b[^>]* scope="col"[^>]*>)([^<]*)')
_HYPHENATED = re.compile(r"\S+-\S+")
_PREDICT = re.compile(r"<p><(?:strong|b)>Predict\b")


@dataclass
class Cell:
    """One cell. Its HTML is sanitised; nothing in it needs escaping."""

    number: int  # in the notebook, from 1
    kind: str  # markdown, code or raw
    html: str
    count: "int | None" = None
    outputs: list[str] = field(default_factory=list)
    source_hidden: bool = False
    outputs_hidden: bool = False
    predicted: bool = False  # the reader shall guess the outputs before seeing them


class Page:
    """What the template needs. An ExportError lists all formulas that cannot be read."""

    def __init__(self, notebook: dict, name: str, folder: Path, results: str, pages: frozenset[str]) -> None:
        self._folder = folder
        self._pages = pages
        self._formulas = Formulas()
        self._markdown = Markdown(self._formulas)
        self._language = _language(notebook["metadata"])
        self.warnings: list[str] = []
        self.cells = [self._cell(n, cell) for n, cell in enumerate(notebook["cells"], 1)]
        for before, cell in pairwise(self.cells):
            cell.predicted = before.kind == "markdown" and bool(_PREDICT.search(before.html))
        self._place_headings(str(notebook["metadata"].get("title") or name))
        self._finish()
        if self._formulas.problems:
            raise ExportError(f"{name}.ipynb", self._formulas.problems)
        self.runs = self._load_runs(results)

    @property
    def machines(self) -> list[tuple[list[str], list[tuple[str, str]]]]:
        """What was measured on: facts of a machine with the runs that share them."""
        shared: dict[tuple, list[str]] = {}
        for run in self.runs:
            if run.machine:
                shared.setdefault(tuple(run.machine), []).append(run.id)
        return [(ids, list(facts)) for facts, ids in shared.items()]

    def _load_runs(self, results: str) -> list[rundata.Run]:
        """The runs behind the outputs; how many are missing is told to the author alone, no reader could get them."""
        mentioned = rundata.mentioned("".join(o for c in self.cells for o in c.outputs))
        size = sum(len(h.encode()) for c in self.cells for h in (c.html, *c.outputs))
        runs = rundata.load(mentioned, rundata.results_folder(results, self._folder), size)
        if missing := len(mentioned) - len(runs):
            these = "1 run" if missing == 1 else f"{missing} runs"
            self.warnings.append(f"no raw data of {these} on this machine; export --execute measures again and includes it")
        return runs

    def _cell(self, number: int, cell: dict) -> Cell:
        source, kind = cell["source"], cell["cell_type"]
        beside = Beside(partial(self._image, number, cell.get("attachments", {})), self._pages)
        if kind == "markdown":
            return Cell(number, kind, self._markdown.html(source, number, beside))
        if kind == "raw":  # meant for another converter when it names a type
            return Cell(number, kind, "" if cell["metadata"].get("raw_mimetype") else html.escape(source, quote=False))
        outputs = Outputs(self._formulas, self._markdown, beside)
        hidden = cell["metadata"].get("jupyter", {})
        return Cell(
            number,
            kind,
            highlight_cell(source, self._language),
            cell.get("execution_count"),
            [h for o in cell["outputs"] if (h := outputs.html(o, number))],
            bool(hidden.get("source_hidden")),
            bool(hidden.get("outputs_hidden")),
        )

    def _image(self, cell: int, attachments: dict, address: str) -> "str | None":
        """An attachment of the cell, or a file beside the notebook, as a data: URL."""
        if address.startswith("attachment:"):
            attached = attachments.get(unquote(address.removeprefix("attachment:")), {})
            found = next(((mime, content) for mime, content in attached.items() if mime in _IMAGE_TYPES.values()), None)
        else:
            found = self._file(unquote(address))
        if found:
            return f"data:{found[0]};base64,{found[1]}"
        self.warnings.append(f"cell {cell}: image {address[:80]} is no file beside the notebook: it is left out")
        return None

    def _file(self, name: str) -> "tuple[str, str] | None":
        """Type and content, in base64, of an image in the notebook's folder or below."""
        file, mime = self._folder / name, _IMAGE_TYPES.get(Path(name).suffix.lower())
        try:
            if mime and file.resolve().is_relative_to(self._folder.resolve()):
                return mime, base64.b64encode(file.read_bytes()).decode()
        except (OSError, ValueError):  # none there, or no name of a file
            pass
        return None

    def _place_headings(self, title: str) -> None:
        lesson = [c.html for c in self.cells if c.kind == "markdown"]
        outline = Outline(lesson, self._formulas.plain)
        for cell in self.cells:
            if cell.kind == "markdown":
                cell.html = outline.lesson(cell.html)
            cell.outputs = [outline.output(o) for o in cell.outputs]
        self.has_heading = bool(outline.title)
        self.title = " ".join(self._formulas.plain(words(outline.title)).split()) or title
        self.summary = self._formulas.plain(summary(lesson))
        self.goals = [self._formulas.plain(goal) for goal in goals(lesson)]
        self.contents = [Entry(e.level, e.id, self._formulas.show(e.label)) for e in outline.entries]

    def _finish(self) -> None:
        for cell in self.cells:
            if cell.kind == "markdown":
                cell.html = self._complete(self._formulas.show(cell.html), cell.number)
            cell.outputs = [self._complete(self._formulas.show(o), cell.number) for o in cell.outputs]

    def _complete(self, fragment: str, cell: int) -> str:
        """Tables scroll in a box of their own, with headings that no hyphen breaks; an image says if it has no description."""
        fragment = _TABLE.sub(lambda m: f'<div class="scroll">{m[0]}' if m[1] else f"{m[0]}</div>", fragment)
        fragment = _HEADING_OF_COLUMN.sub(lambda m: m[1] + _HYPHENATED.sub(r'<span class="word">\g<0></span>', m[2]), fragment)
        fragment, missing = _NO_ALT.subn('<img alt="Image without a description"', fragment)
        if missing:
            self.warnings.append(f"cell {cell}: an image has no alternative text")
        return fragment


def _language(metadata: dict) -> str:
    """The name pygments knows the notebook's language by; GoNB leaves pygments_lexer empty."""
    info, kernel = metadata.get("language_info", {}), metadata.get("kernelspec", {})
    return str(info.get("pygments_lexer") or info.get("name") or kernel.get("language") or "go")
