"""What may stand in a page: an allow-list for the HTML of markdown and of outputs.

nh3 parses as a browser does and writes canonical HTML, so that later steps may read it with simple patterns. Nothing that
runs, loads, submits, refreshes or covers the page passes. Classes are limited to those of our tables and figures (tb-),
so that no notebook can dress up as a part of the page, and ids never start with tb-, which the page keeps for itself.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import PurePosixPath
from urllib.parse import quote, unquote, urlsplit

import nh3
from pygments.token import STANDARD_TYPES

_TAGS = set(
    "a abbr b bdi bdo blockquote br caption cite code col colgroup dd del details dfn div dl dt em figcaption figure "
    "h1 h2 h3 h4 h5 h6 hr i img ins kbd li mark meter ol p pre progress q rp rt ruby s samp small span strong sub summary sup "
    "table tbody td tfoot th thead time tr u ul var wbr".split()
)
_DROPPED = set(  # with what is in them: it is no text for the reader
    "script style svg math iframe object embed applet noscript template textarea select audio video canvas title".split()
)
_ATTRIBUTES = {
    "*": {"aria-hidden", "aria-label", "class", "data-run", "dir", "id", "lang", "role", "style", "title"},
    "a": {"download", "href"},
    "details": {"open"},
    "img": {"alt", "height", "src", "width"},
    "li": {"value"},
    "ol": {"reversed", "start", "type"},
    "meter": {"max", "min", "value"},
    "progress": {"max", "value"},
    "td": {"colspan", "headers", "rowspan"},
    "th": {"abbr", "colspan", "headers", "rowspan", "scope"},
    "time": {"datetime"},
}
_STYLES = set(
    "background-color border-bottom border-collapse border-left border-right border-top color font-family font-size "
    "font-style font-variant-numeric font-weight height max-width min-width padding text-align text-decoration "
    "vertical-align white-space width".split()
)
_STYLE = re.compile(r"(?:[^()\\@]|\b(?:rgb|hsl)a?\([^()]*\))*")  # no url(), no var(), no escape that hides one
_CLASS = re.compile(r"tb-[\w-]+")
_CODE_CLASSES = {"highlight", *filter(None, STANDARD_TYPES.values())}
_ROLES = {"figure", "group", "img", "note", "presentation"}
_IMAGE = re.compile(r"data:image/(?:svg\+xml|png|jpeg|gif|webp);base64,[A-Za-z0-9+/=\s]*")
_DATA = re.compile(r"data:(?:text/csv|application/json)(?:;charset=utf-8)?;base64,[A-Za-z0-9+/=\s]*")


@dataclass(frozen=True)
class Beside:
    """What a page may refer to because it is beside the notebook or the page."""

    image: Callable[[str], "str | None"] = lambda address: None  # the data: URL of an image with another address
    pages: frozenset[str] = frozenset()  # file names


def sanitise(html: str, beside: Beside = Beside()) -> str:
    """html as canonical HTML with only what is allowed."""
    cleaner = nh3.Cleaner(
        tags=_TAGS,
        clean_content_tags=_DROPPED,
        attributes=_ATTRIBUTES,
        attribute_filter=lambda tag, name, value: _attribute(tag, name, value, beside),
        filter_style_properties=_STYLES,
        url_schemes={"http", "https", "mailto", "data", "attachment"},
    )
    return _DATA_LINK.sub(_only_download, cleaner.clean(html))


def _attribute(tag: str, name: str, value: str, beside: Beside) -> "str | None":
    match tag, name:
        case _, "class":
            return " ".join(c for c in value.split() if _CLASS.fullmatch(c) or c in _CODE_CLASSES) or None
        case _, "id":
            return None if value.startswith("tb-") else value
        case _, "role":
            return value if value in _ROLES else None
        case _, "style":
            return value if _STYLE.fullmatch(value) else None
        case "img", "src":
            return value if _IMAGE.fullmatch(value) else beside.image(value)
        case "a", "href":
            return _link(value, beside.pages)
    return value


def _link(address: str, pages: frozenset[str]) -> "str | None":
    """A link to a web page, a place in the page, or data; one to a notebook leads to its page, if there is one."""
    if _DATA.fullmatch(address):
        return address
    try:
        parts = urlsplit(address)
    except ValueError:
        return None
    if parts.scheme not in ("", "http", "https", "mailto"):
        return None
    if not parts.scheme and not parts.netloc and parts.path.endswith(".ipynb"):
        page = unquote(PurePosixPath(parts.path).stem) + ".html"
        if page not in pages:
            return None
        parts = parts._replace(path=quote(page))
    return parts.geturl()


_DATA_LINK = re.compile(r'<a [^>]*href="data:[^>]*>')


def _only_download(link: re.Match[str]) -> str:
    """Data is for saving, never a page to go to."""
    return link[0] if ' download="' in link[0] else "<a>"
