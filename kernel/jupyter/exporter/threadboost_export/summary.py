"""What the index tells of a page: the beginning of its text, in whole sentences, and the goals listed under its title."""

import re

from .outline import words

_PARAGRAPH = re.compile(r"(?<!<li>)<p(?: [^>]*)?>(.*?)</p>", re.DOTALL)
_SENTENCES = re.compile(r""".{0,299}[.!?]["')\]”’»]*(?=\s|$)""")
_LIST = re.compile(r"<(ul|ol)(?: [^>]*)?>(.*?)</\1>", re.DOTALL)
_ITEM = re.compile(r"<li(?: [^>]*)?>(.*?)(?=</?li|</?ul|</?ol|$)", re.DOTALL)
_MAX_GOALS = 6


def summary(lesson: list[str]) -> str:
    """The whole sentences that the first paragraph with any starts with; lesson is the HTML of the markdown cells."""
    said = (_SENTENCES.match(_line(p)) for markdown in lesson for p in _PARAGRAPH.findall(markdown))
    return next((m[0] for m in said if m), "")


def goals(lesson: list[str]) -> list[str]:
    """The points of the first list in the cell of the title, as text."""
    titled = next((markdown for markdown in lesson if "<h1" in markdown), "")
    first = _LIST.search(titled)
    points = _ITEM.findall(first[2])[:_MAX_GOALS] if first else []
    return [goal for p in points if (goal := _line(p).rstrip(".;,"))]


def _line(inner: str) -> str:
    return " ".join(words(inner).split())
