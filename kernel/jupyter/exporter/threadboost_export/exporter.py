"""The exporter that nbconvert and JupyterLab's menu find under the name html."""

from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from nbconvert.exporters.exporter import Exporter
from traitlets import Set, Unicode
from traitlets.config import Config

from .page import Page

TEMPLATES = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
LARGE = 2_000_000  # bytes of a page, of which its author is warned


class ThreadBoostHTML(Exporter):
    """A notebook as one offline HTML file.

    Not an HTMLExporter: that one loads scripts, and its sanitize_html, which JupyterLab's dialog sets, writes headings as
    literal tags. This one sanitises always, and nothing turns it off.
    """

    export_from_notebook = "HTML"
    output_mimetype = "text/html"

    results = Unicode(help="Folder of the stored runs; empty: THREADBOOST_RESULTS or data/results above the notebook.").tag(
        config=True
    )
    pages = Set(Unicode(), help="File names of the pages beside this one: a link to a notebook without one is plain text.").tag(
        config=True
    )

    def _file_extension_default(self) -> str:
        return ".html"

    @property
    def default_config(self) -> Config:
        return Config({"CoalesceStreamsPreprocessor": {"enabled": True}})

    def from_notebook_node(self, nb, resources=None, **kw):
        """The page, and resources with the author's warnings under "warnings". Raises ExportError for a bad formula."""
        nb, resources = super().from_notebook_node(nb, resources, **kw)
        about = resources["metadata"]
        name, folder = about.get("name") or "notebook", Path(about.get("path") or ".")
        page = Page(nb, name, folder, self.results, frozenset(self.pages))
        html = TEMPLATES.get_template("page.html.j2").render(page=page)
        if (size := len(html.encode())) > LARGE:
            page.warnings.append(f"the page has {size / 1e6:.1f} MB, more than {LARGE / 1e6:.0f} MB is slow to open: show less")
        for warning in page.warnings:
            self.log.warning("%s.ipynb: %s", name, warning)
        resources["warnings"] = page.warnings
        return html, resources
