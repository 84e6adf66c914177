"""python -m threadboost_export [--out DIR] [--results DIR] NOTEBOOK...: many pages in one process, and their index.

One line a page goes to stdout, what is wrong to stderr. A page that cannot be made leaves an older one as it is, and the
others are made all the same; the exit status is then 1.
"""

import argparse
import os
import signal
import sys
import time
from pathlib import Path

from .errors import ExportError
from .exporter import ThreadBoostHTML
from .index import index, lessons, linked


def main(arguments: "list[str] | None" = None) -> int:
    options = _options(arguments)
    out = Path(options.out)
    try:
        out.mkdir(parents=True, exist_ok=True)
        pages = {lesson.file for lesson in lessons(out)} | {f"{Path(n).stem}.html" for n in options.notebooks}
        exporter = ThreadBoostHTML(results=options.results, pages=pages)
        exporter.log.setLevel("ERROR")  # warnings are printed below
        done = [_export(exporter, Path(notebook), out) for notebook in options.notebooks]
        _write_index(out)
    except OSError as err:
        print(f"export: {err}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    return 0 if all(done) else 1


def _options(arguments: "list[str] | None") -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="threadboost_export", description="Write notebooks as offline HTML pages.")
    parser.add_argument("--out", default="site", help="folder of the pages (%(default)s)")
    parser.add_argument("--results", default="", help="folder of the stored runs (data/results above each notebook)")
    parser.add_argument("notebooks", nargs="+", metavar="NOTEBOOK")
    options = parser.parse_args(arguments)
    names = [Path(n).stem for n in options.notebooks]
    if twice := sorted({n for n in names if names.count(n) > 1}):
        parser.error(f"two notebooks would be {twice[0]}.html: export them into two folders")
    if "index" in names:
        parser.error("index.ipynb would be index.html, which lists the pages: rename the notebook")
    return options


def _export(exporter: ThreadBoostHTML, notebook: Path, out: Path) -> bool:
    """Whether the page was made; why not is printed. Whatever one notebook does wrong, the next gets its turn."""
    start = time.perf_counter()
    target = out / f"{notebook.stem}.html"
    try:
        page, resources = exporter.from_filename(str(notebook))
    except ExportError as err:
        print(err, file=sys.stderr, flush=True)
        return False
    except Exception as err:
        print(f"{notebook.name}: cannot be exported: {type(err).__name__}: {err}", file=sys.stderr, flush=True)
        return False
    _write(target, page.encode())
    print(f"{notebook.name}: {target}, {len(page) / 1000:.0f} kB, {time.perf_counter() - start:.2f} s", flush=True)
    for warning in resources["warnings"]:
        print(f"{notebook.name}: warning: {warning}", file=sys.stderr, flush=True)
    return True


def _write_index(out: Path) -> None:
    """The list of all pages that are in out by now, and in each page the links to the ones before and after it."""
    found = lessons(out)
    for file, page in linked(out, found):
        _write(file, page)
    _write(out / "index.html", index(found).encode())


def _write(target: Path, content: bytes) -> None:
    """Replaces target in one step: a reader sees the old page or the new one."""
    part = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        part.write_bytes(content)
        os.replace(part, target)
    finally:
        part.unlink(missing_ok=True)


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # leaves no half page either
    sys.exit(main())
