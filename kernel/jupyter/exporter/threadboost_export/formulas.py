"""Formulas as MathML, without script.

Which dollars are a formula follows JupyterLab (its latex.ts), so that the page shows what the author saw: `$5 and $6` is
a formula there as well, and is written `\\$5 and \\$6`. As in JupyterLab the formulas are taken out before the markdown
is read, and put back afterwards: between the two a mark, a word that nothing else can contain, stands for each.
"""

import html
import re
import secrets
from dataclasses import dataclass

import math_core

_CODE = r"^(?P<fence>`{3,}|~{3,})[^`\n]*\n[\s\S]*?^(?P=fence)`*$|(?<!\\)(?P<tick>`+)(?!`)[^\n]*?[^`\n](?P=tick)(?!`)"
_TOKEN = re.compile(
    rf"(?P<code>{_CODE})|(?P<delimiter>\$\$?|\\\\[()\[\]]|\\(?:begin|end)\{{[a-z]*\*?\}})"
    r"|(?P<escaped>\\[{}$])|(?P<brace>[{}])|(?P<blank>\n[^\S\n]*\n\s*)",
    re.MULTILINE,
)
_CLOSES = {"$": "$", "$$": "$$", "\\\\(": "\\\\)", "\\\\[": "\\\\]"}
_ELEMENT = re.compile(r"(<[^>]*>)")  # nh3 writes < and > in attributes and text as entities
_VERBATIM = re.compile(r"<(/?)(?:pre|code)\b")


@dataclass
class _Formula:
    source: str  # as written, with its delimiters
    latex: str
    display: bool
    cell: int
    line: int
    mathml: str = ""


class Formulas:
    """The formulas of one page, numbered through the page; problems says, one line each, which cannot be read."""

    def __init__(self) -> None:
        self.problems: list[str] = []
        self._formulas: list[_Formula] = []
        self._nonce = secrets.token_hex(8)
        self._mark = re.compile(f"@{self._nonce}n([0-9]+)@")
        self._converter = math_core.LatexToMathML(fancy_error=False, global_group=True)

    def hide(self, text: str, cell: int) -> str:
        """Text with a mark in place of each formula. Code, fenced or in back quotes, has none."""
        out, at = [], 0
        for start, end in _find(text):
            out += [text[at:start], self._add(text[start:end], cell, text.count("\n", 0, start) + 1)]
            at = end
        return "".join(out) + text[at:]

    def show(self, sanitised: str) -> str:
        """Sanitised HTML with MathML in place of the marks, and what was written where only text can stand."""
        out, verbatim = [], 0
        for i, part in enumerate(_ELEMENT.split(sanitised)):
            if i % 2:  # a tag
                if m := _VERBATIM.match(part):
                    verbatim += -1 if m[1] else 1
                out.append(self._write(part))
            else:
                out.append(self._write(part) if verbatim else self._typeset(part))
        return "".join(out)

    def plain(self, text: str) -> str:
        """Text with the formulas as they were written."""
        return self._mark.sub(lambda m: self._formulas[int(m[1])].source, text)

    def _add(self, source: str, cell: int, line: int) -> str:
        if source.startswith("\\begin"):
            latex, display = source, True
        else:
            n = 1 if source.startswith("$") and not source.startswith("$$") else 3 if source.startswith("\\") else 2
            latex, display = source[n:-n], n == 2 or source.startswith("\\\\[")
        self._formulas.append(_Formula(source, latex, display, cell, line))
        return f"@{self._nonce}n{len(self._formulas) - 1}@"

    def _write(self, part: str) -> str:
        return self._mark.sub(lambda m: html.escape(self._formulas[int(m[1])].source), part)

    def _typeset(self, part: str) -> str:
        return self._mark.sub(lambda m: self._mathml(self._formulas[int(m[1])]), part.replace("\\$", "$"))

    def _mathml(self, f: _Formula) -> str:
        if not f.mathml:
            try:
                f.mathml = self._converter.convert_with_global_state(f.latex.strip(), displaystyle=f.display)
            except math_core.LatexError as err:
                f.mathml = html.escape(f.source)
                self.problems.append(_problem(f, str(err)))
            if f.display:
                f.mathml = f'<span class="formula">{f.mathml}</span>'
        return f.mathml


def _find(text: str) -> list[tuple[int, int]]:
    """Where the formulas of text are: JupyterLab's removeMath. A blank line ends a search, braces must balance."""
    found: list[tuple[int, int]] = []
    start, close, last, braces = -1, "", -1, 0
    for m in _TOKEN.finditer(text):
        token = m[0]
        if start < 0:
            if close := _CLOSES.get(token) or (m["delimiter"] and token.startswith("\\b") and f"\\end{token[6:]}"):
                start, last, braces = m.start(), -1, 0
        elif token == close:
            last = m.end()
            if not braces:
                found.append((start, last))
                start = -1
        elif m["blank"]:
            if last >= 0:
                found.append((start, last))
            start = -1
        elif m["brace"]:
            braces = braces + 1 if token == "{" else max(braces - 1, 0)
    if start >= 0 and last >= 0:
        found.append((start, last))
    return [(a, b) for a, b in found if text[a:b].strip("$")]


def _problem(f: _Formula, message: str) -> str:
    """One line: place, formula and what is wrong, from math_core's "OFFSET: message"."""
    offset, _, said = message.partition(": ")
    indent = f.source.index(f.latex.strip())
    line = f.line + f.source.count("\n", 0, indent + int(offset)) if offset.isdigit() else f.line
    said = re.sub(r'"(\\?[^"]*)"', r"\1", said).rstrip(".")
    source = " ".join(f.source.split())
    source = source if len(source) <= 60 else source[:57] + "..."
    return f"cell {f.cell}: line {line}: formula {source}: {said[:1].lower()}{said[1:]}"
