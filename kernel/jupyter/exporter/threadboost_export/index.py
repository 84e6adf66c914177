"""index.html of a folder of pages. The folder itself says what is in it, so that exporting one page keeps the others."""

import html
import re
from dataclasses import dataclass
from pathlib import Path

from .exporter import TEMPLATES

_HEAD = 8192  # bytes; title and description stand before the style
_OURS = '<meta name="generator" content="ThreadBoost">'


@dataclass(frozen=True)
class Lesson:
    file: str
    title: str
    summary: str


def index(folder: Path) -> str:
    """The page that lists all pages of ours in folder, by file name."""
    lessons = [lesson for f in sorted(folder.glob("*.html")) if f.name != "index.html" and (lesson := _read(f))]
    return TEMPLATES.get_template("index.html.j2").render(lessons=lessons)


def _read(file: Path) -> "Lesson | None":
    with file.open("rb") as f:
        head = f.read(_HEAD).decode(errors="replace")
    if _OURS not in head:
        return None
    return Lesson(file.name, _find(r"<title>(.*?)</title>", head) or file.stem, _find(r'name="description" content="(.*?)"', head))


def _find(pattern: str, head: str) -> str:
    m = re.search(pattern, head, re.DOTALL)
    return html.unescape(m[1]) if m else ""
