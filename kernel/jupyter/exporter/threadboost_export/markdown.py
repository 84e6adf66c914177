"""Markdown cells and outputs as sanitised HTML, with marks where the formulas go (see formulas.py)."""

import mistune

from .formulas import Formulas
from .highlight import highlight
from .sanitise import Beside, sanitise

_PLUGINS = ["strikethrough", "table", "url", "task_lists", "def_list"]  # what JupyterLab and nbconvert read as well


class Markdown:
    """The markdown of one page."""

    def __init__(self, formulas: Formulas) -> None:
        self._formulas = formulas
        renderer = _Renderer(formulas)
        self._read = mistune.create_markdown(renderer=renderer, plugins=_PLUGINS)
        renderer.register("task_list_item", _task)

    def html(self, source: str, cell: int, beside: Beside) -> str:
        """source, of that cell, as sanitised HTML."""
        return sanitise(self._read(self._formulas.hide(source, cell)), beside)


class _Renderer(mistune.HTMLRenderer):
    """HTML as mistune writes it, but for coloured code. What is dangerous in it is left to the sanitiser."""

    def __init__(self, formulas: Formulas) -> None:
        super().__init__(escape=False, allow_harmful_protocols=True)
        self._formulas = formulas

    def block_code(self, code: str, info: "str | None" = None) -> str:
        """Code, in which marks would be torn apart: where it is indented, dollars in it were taken for formulas."""
        language = (info or "").split()[:1] or ["text"]
        return f'<pre class="highlight"><code>{highlight(self._formulas.plain(code), language[0])}</code></pre>\n'


def _task(renderer: mistune.HTMLRenderer, text: str, checked: bool = False) -> str:
    return f"<li class='tb-task'>{'☑' if checked else '☐'} {text}</li>\n"
