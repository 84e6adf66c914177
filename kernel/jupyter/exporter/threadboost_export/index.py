"""index.html of a folder of pages, and the links between them.

The folder itself says what is in it, so that exporting one page keeps the others.
"""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from .exporter import TEMPLATES

_HEAD = 16384  # bytes; title, description and goals stand before the style
_OURS = '<meta name="generator" content="ThreadBoost">'
_LINKS = re.compile(rb'<nav class="pages".*?</nav>', re.DOTALL)  # no notebook can bring one: nav is not allowed


@dataclass(frozen=True)
class Lesson:
    file: str
    title: str
    summary: str
    goals: list[str]


def lessons(folder: Path) -> list[Lesson]:
    """All pages of ours in folder, by file name."""
    return [lesson for f in sorted(folder.glob("*.html")) if f.name != "index.html" and (lesson := _read(f))]


def index(found: list[Lesson]) -> str:
    """The page that lists the pages."""
    return TEMPLATES.get_template("index.html.j2").render(lessons=found)


def linked(folder: Path, found: list[Lesson]) -> Iterator[tuple[Path, bytes]]:
    """The pages whose links to the index and their neighbours have to change, with the right ones."""
    template = TEMPLATES.get_template("links.html.j2")
    for before, lesson, after in zip([None, *found], found, [*found[1:], None]):
        file = folder / lesson.file
        old, links = file.read_bytes(), template.render(before=before, after=after).encode()
        new = _LINKS.sub(lambda _: links, old)
        if new != old:
            yield file, new


def _read(file: Path) -> "Lesson | None":
    with file.open("rb") as f:
        head = f.read(_HEAD).decode(errors="replace").partition("<style>")[0]
    if _OURS not in head:
        return None
    title, summary = "".join(_find(r"<title>(.*?)</title>", head)), "".join(_find(r'name="description" content="(.*?)"', head))
    return Lesson(file.name, title or file.stem, summary, _find(r'name="goal" content="(.*?)"', head))


def _find(pattern: str, head: str) -> list[str]:
    return [html.unescape(found) for found in re.findall(pattern, head, re.DOTALL)]
