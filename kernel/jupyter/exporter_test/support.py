"""What the tests share: the package of this source tree, not an installed one, and notebooks made of a few words."""

import sys
import tempfile
import unittest
from html.parser import HTMLParser
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "exporter"))

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from threadboost_export.exporter import ThreadBoostHTML

GO = {"language_info": {"name": "go", "pygments_lexer": ""}}


def md(source, **more):
    return new_markdown_cell(source, **more)


def shown(data, **metadata):
    """A code cell whose one output has data, by MIME type."""
    return new_code_cell("show()", execution_count=1, outputs=[new_output("display_data", data, metadata=metadata)])


def html_output(html):
    return shown({"text/html": html, "text/plain": "as text"})


def printed(text, name="stdout"):
    return new_code_cell("print()", outputs=[new_output("stream", text=text, name=name)])


def notebook(*cells, metadata=GO):
    return new_notebook(cells=list(cells), metadata=metadata)


class Case(unittest.TestCase):
    """A test with a folder of its own."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)

    def save(self, name, *cells):
        file = self.folder / name
        nbformat.write(notebook(*cells), file)
        return str(file)

    def page(self, *cells, metadata=GO, pages=()):
        html, self.resources = ThreadBoostHTML(pages=set(pages)).from_notebook_node(
            notebook(*cells, metadata=metadata), {"metadata": {"name": "lesson", "path": str(self.folder)}}
        )
        return html

    def main(self, *cells, **more):
        """The page from <main> on, which is what comes from the notebook."""
        return self.page(*cells, **more).partition("<main")[2]


class Elements(HTMLParser):
    """The start tags of a page, as a browser would find them."""

    def __init__(self, page):
        super().__init__()
        self.all = []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.all.append((tag, dict(attrs)))

    def named(self, name):
        return [attrs for tag, attrs in self.all if tag == name]
