"""Headings: one h1, no level left out, an anchor on each, and the table of contents."""

import html
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

_HEADING = re.compile(r"<h([1-6])( [^>]*)?>(.*?)</h\1>", re.DOTALL)
_TAG = re.compile(r"<[^>]*>")
_NOT_INLINE = re.compile(r"</?(?!(?:em|strong|code|sub|sup)>)[^>]*>")


@dataclass(frozen=True)
class Entry:
    """A line of the table of contents."""

    level: int  # 2 or 3
    id: str
    label: str  # sanitised HTML


class Outline:
    """The headings of one page, whose markdown cells it is given first, as HTML and in order."""

    def __init__(self, markdown_cells: list[str], plain: Callable[[str], str]) -> None:
        tops = [inner for html_ in markdown_cells for level, _, inner in _HEADING.findall(html_) if level == "1"]
        self.title = tops[0] if tops else ""  # HTML of the first h1
        self.entries: list[Entry] = []
        self._plain = plain  # writes the formulas of an anchor as text
        self._several = len(tops) > 1  # each further h1, and what is below it, moves one level down
        self._titled = False
        self._level = 1
        self._ids: Counter[str] = Counter()

    def lesson(self, markdown: str) -> str:
        """HTML of a markdown cell with the right levels and anchors."""
        return _HEADING.sub(lambda m: self._place(int(m[1]), m[3]), markdown)

    def output(self, output: str) -> str:
        """HTML of an output, whose headings are below the lesson's and not among the contents."""
        level = min(self._level + 1, 6)
        return _HEADING.sub(lambda m: f"<h{level}{m[2] or ''}>{m[3]}</h{level}>", output)

    def _place(self, level: int, inner: str) -> str:
        if level == 1 and not self._titled:
            self._titled, self._level = True, 1
        else:
            self._level = min(max(level + self._several, 2), self._level + 1)
        anchor = self._anchor(self._plain(words(inner)))
        if 2 <= self._level <= 3:
            self.entries.append(Entry(self._level, anchor, _NOT_INLINE.sub("", inner)))
        at = html.escape(anchor)
        link = f'<a class="anchor" href="#{at}" aria-label="Link to this section">#</a>'
        return f'<h{self._level} id="{at}">{inner} {link}</h{self._level}>'

    def _anchor(self, heading: str) -> str:
        """An id as JupyterLab makes it, so that links within a notebook work in both."""
        base = "-".join(heading.split()) or "section"
        base = base if not base.startswith("tb-") else f"section-{base}"
        self._ids[base] += 1
        return base if self._ids[base] == 1 else f"{base}-{self._ids[base]}"


def words(inner: str) -> str:
    """What sanitised HTML says, without tags."""
    return html.unescape(_TAG.sub("", inner))
