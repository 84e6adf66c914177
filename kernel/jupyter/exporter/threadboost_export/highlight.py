"""Code cells and fenced code, coloured by pygments as classes; page.css has the colours of both themes."""

import html

from pygments import highlight as pygments_highlight
from pygments.formatters.html import HtmlFormatter
from pygments.lexer import Lexer
from pygments.lexers import get_lexer_by_name, get_lexer_for_filename
from pygments.lexers.go import GoLexer
from pygments.lexers.special import TextLexer
from pygments.token import Comment
from pygments.util import ClassNotFound

_FORMATTER = HtmlFormatter(nowrap=True)


class GoCellLexer(GoLexer):
    """Go with the lines that the kernel reads itself: %flags and !commands."""

    tokens = {"root": [(r"^[%!].*\n", Comment.Special), *GoLexer.tokens["root"]]}


def highlight(source: str, language: str) -> str:
    """Source as spans, in the language of a fence ("go", "console"); plain when it is unknown."""
    return _spans(source, _named(language))


def highlight_cell(source: str, language: str) -> str:
    """A code cell of a notebook in that language: one that starts with %%writefile or %%bash is not in it."""
    first, newline, rest = source.partition("\n")
    magic = first.split()
    if magic and magic[0] in ("%%writefile", "%%bash", "%%sh", "%%script"):
        return f'<span class="cs">{html.escape(first)}</span>{newline}' + _spans(rest, _foreign(magic))
    return _spans(source, GoCellLexer() if language == "go" else _named(language))


def _foreign(magic: list[str]) -> Lexer:
    if magic[0] in ("%%bash", "%%sh"):
        return _named("bash")
    if magic[0] == "%%script":
        return _named(magic[1] if len(magic) > 1 else "")
    try:
        return get_lexer_for_filename(magic[-1])
    except ClassNotFound:
        return TextLexer()


def _named(language: str) -> Lexer:
    try:
        return get_lexer_by_name(language)
    except ClassNotFound:
        return TextLexer()


def _spans(source: str, lexer: Lexer) -> str:
    lexer.stripnl = False  # blank lines at the top of a cell are the author's
    return pygments_highlight(source, lexer, _FORMATTER).removesuffix("\n")
