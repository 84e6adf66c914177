"""Outputs of code cells as HTML: streams, errors, tables and pictures, in the form that JupyterLab would choose."""

import base64
import html
import re

from nbconvert.filters.ansi import ansi2html

from .formulas import Formulas
from .markdown import Markdown
from .sanitise import Beside, sanitise

_MAX_TEXT = 100_000  # characters of one text output; more makes a page slow to open, and nobody reads it
_ESCAPE = re.compile(
    r"(\x1b\[[0-9;]*m)"  # a colour, and what is left out: cursor and screen, titles and links, the rest
    r"|\x1b\[[0-?]*[ -/]*[@-~]|\x1b[\]P^_][^\x07\x1b]*(?:\x07|\x1b\\)?|\x1b"
)
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1a\x1c-\x1f\x7f]")
_RICH = ("text/html", "text/markdown", "text/latex", "image/svg+xml", "image/png", "image/jpeg", "image/gif", "image/webp")


class Outputs:
    """Writes the outputs of one cell; formulas keep marks, as in markdown."""

    def __init__(self, formulas: Formulas, markdown: Markdown, beside: Beside) -> None:
        self._formulas = formulas
        self._markdown = markdown
        self._beside = beside

    def html(self, output: dict, cell: int) -> str:
        """One output; "" when it has no form that a page can show."""
        match output["output_type"]:
            case "stream":
                kind = "stderr" if output["name"] == "stderr" else "stdout"
                return f'<pre class="{kind}">{terminal(output["text"])}</pre>'
            case "error":
                return _error(output)
            case _:
                return self._data(output, cell)

    def _data(self, output: dict, cell: int) -> str:
        data = output.get("data", {})
        mime = next((m for m in _RICH if data.get(m)), None)
        if mime is None:
            plain = _text(data.get("text/plain", ""))
            return f'<pre class="stdout">{terminal(plain)}</pre>' if plain else ""
        content = _text(data[mime])
        if mime.startswith("image/"):
            return _image(mime, content, output.get("metadata", {}))
        if mime == "text/markdown":
            inner = self._markdown.html(content, cell, self._beside)
        elif mime == "text/latex":
            inner = html.escape(self._formulas.hide(_as_markdown_writes(content), cell))
        else:
            inner = sanitise(content, self._beside)
        return f'<div class="rich">{inner}</div>'


def terminal(text: str) -> str:
    """Text of a terminal, escaped, with its colours as classes; whatever else a terminal would obey is left out."""
    if len(text) > _MAX_TEXT:
        half = _MAX_TEXT // 2
        text = f"{text[:half]}\n[{len(text) - 2 * half:,} characters are left out here]\n{text[-half:]}"
    text = _CONTROL.sub("", _ESCAPE.sub(lambda m: m[1] or "", text))
    return str(ansi2html(text)) if "\x1b" in text else html.escape(text, quote=False)


def _error(output: dict) -> str:
    text = "\n".join(output.get("traceback") or []) or f"{output.get('ename', '')}: {output.get('evalue', '')}"
    return f'<pre class="error">{terminal(text)}</pre>'


def _image(mime: str, content: str, metadata: dict) -> str:
    """An image as one that can run nothing, whatever is in it."""
    if mime == "image/svg+xml":
        content = base64.b64encode(content.encode()).decode()
    own = metadata.get(mime) if isinstance(metadata.get(mime), dict) else {}
    alt = own.get("alt") or metadata.get("alt")
    alt = f' alt="{html.escape(str(alt))}"' if alt else ""
    address = html.escape(f"data:{mime};base64,{content}")
    return f'<div class="rich">{sanitise(f"""<img{alt} src="{address}">""")}</div>'


def _as_markdown_writes(latex: str) -> str:
    """Delimiters with the second backslash that markdown asks for."""
    return re.sub(r"(?<!\\)\\([()\[\]])", r"\\\\\1", latex)


def _text(content: "str | list[str]") -> str:
    return content if isinstance(content, str) else "".join(map(str, content))
