"""The batch command, the index, and that nbconvert finds the exporter."""

import contextlib
import io
from importlib.metadata import entry_points

from support import Case, Elements, md, notebook
from nbconvert.exporters.base import get_exporter
from threadboost_export.__main__ import main
from threadboost_export.exporter import ThreadBoostHTML


class Batch(Case):
    def run_main(self, *arguments):
        out, err = io.StringIO(), io.StringIO()
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            try:
                code = main(["--out", str(self.folder / "site"), *arguments])
            except SystemExit as stopped:
                code = stopped.code
        return code, out.getvalue(), err.getvalue()

    def written(self):
        return sorted(f.name for f in (self.folder / "site").iterdir())

    def test_pages_and_index(self):
        a = self.save("01-a.ipynb", md("# First & `<best>`\n\nWhat *it* is."))
        b = self.save("02-b.ipynb", md("# Second"))
        code, out, err = self.run_main(a, b)
        self.assertEqual((0, ""), (code, err))
        self.assertRegex(out, r"01-a.ipynb: .*01-a.html, \d+ kB, \d.\d\d s\n02-b.ipynb: ")
        self.assertEqual(["01-a.html", "02-b.html", "index.html"], self.written())
        index = (self.folder / "site/index.html").read_text()
        self.assertIn('<a href="01-a.html">First &amp; &lt;best&gt;</a><p>What it is.</p>', index)
        self.assertLess(index.index("01-a.html"), index.index("02-b.html"))

    def test_goals_are_in_the_index(self):
        title = "# First\n\nWhat *it* is. Here you\n\n- learn `a & b`;\n- see $x$.\n"
        self.run_main(self.save("01-a.ipynb", md(title)), self.save("02-b.ipynb", md("# Second")))
        index = (self.folder / "site/index.html").read_text()
        self.assertIn("<p>What it is.</p><ul><li>learn a &amp; b</li><li>see $x$</li></ul>", index)
        self.assertEqual(1, index.count("<ul>"))

    def links(self, page):
        nav = (self.folder / "site" / page).read_text().partition('<nav class="pages"')[2].partition("</nav>")[0]
        return {a["class"]: a["href"] for a in Elements(nav).named("a")}

    def test_links_between_pages(self):
        self.run_main(self.save("02-b.ipynb", md("# B")))
        self.assertEqual({"all": "index.html"}, self.links("02-b.html"))
        self.run_main(self.save("01-a.ipynb", md("# A")), self.save("03 c.ipynb", md("# C")))
        self.assertEqual({"all": "index.html", "after": "02-b.html"}, self.links("01-a.html"))
        self.assertEqual({"before": "01-a.html", "all": "index.html", "after": "03%20c.html"}, self.links("02-b.html"))
        self.assertEqual({"before": "02-b.html", "all": "index.html"}, self.links("03 c.html"))

    def test_link_to_a_notebook_needs_its_page(self):
        a = self.save("01-a.ipynb", md("# A\n\n[to b](02-b.ipynb)"))
        b = self.save("02-b.ipynb", md("# B"))
        for name, notebooks, want in [("alone", [a], False), ("in one call", [b, a], True), ("page is there", [a], True)]:
            with self.subTest(name):
                self.run_main(*notebooks)
                page = (self.folder / "site/01-a.html").read_text()
                self.assertEqual(want, '<a href="02-b.html" rel="noopener noreferrer">to b</a>' in page)

    def test_index_keeps_earlier_pages_and_only_ours(self):
        self.run_main(self.save("01-a.ipynb", md("# First")))
        (self.folder / "site/other.html").write_text("<title>Other</title>")
        self.run_main(self.save("02-b.ipynb", md("# Second")))
        index = (self.folder / "site/index.html").read_text()
        self.assertIn("First", index)
        self.assertIn("Second", index)
        self.assertNotIn("Other", index)

    def test_bad_page_spares_the_others_and_its_older_self(self):
        self.run_main(self.save("01-a.ipynb", md("# Old")))
        bad = self.save("01-a.ipynb", md(r"# New $\foo$"))
        broken = self.folder / "02-b.ipynb"
        broken.write_text("{")
        code, out, err = self.run_main(bad, str(broken), str(self.folder / "03-c.ipynb"), self.save("04-d.ipynb", md("# D")))
        self.assertEqual(1, code)
        self.assertIn(r"01-a.ipynb: cell 1: line 1: formula $\foo$: unknown command \foo", err)
        self.assertIn("02-b.ipynb: cannot be exported: ", err)
        self.assertIn("03-c.ipynb: cannot be exported: ", err)
        self.assertIn("04-d.ipynb: ", out)
        self.assertIn("Old", (self.folder / "site/01-a.html").read_text())
        self.assertEqual(["01-a.html", "04-d.html", "index.html"], self.written())

    def test_warnings_are_told(self):
        code, _, err = self.run_main(self.save("01-a.ipynb", md("<img src='https://x.example/a.png' alt='a'>")))
        self.assertEqual(0, code)
        self.assertIn("01-a.ipynb: warning: cell 1: image https://x.example/a.png", err)

    def test_names_that_collide(self):
        for names, want in ((["a/x.ipynb", "b/x.ipynb"], "two notebooks would be x.html"), (["index.ipynb"], "rename the notebook")):
            with self.subTest(names):
                code, _, err = self.run_main(*names)
                self.assertEqual(2, code)
                self.assertIn(want, err)

    def test_folder_that_cannot_be_made(self):
        (self.folder / "site").write_text("a file")
        code, _, err = self.run_main(self.save("01-a.ipynb", md("# A")))
        self.assertEqual(1, code)
        self.assertIn("export: ", err)


class Found(Case):
    def test_first_named_html(self):
        found = [e for e in entry_points(group="nbconvert.exporters") if e.name == "html"]
        self.assertIs(ThreadBoostHTML, found[0].load())
        self.assertIs(ThreadBoostHTML, get_exporter("html"))

    def test_dialog_of_the_lab(self):
        """What jupyter_server does for the menu with "Sanitize HTML output" ticked."""
        exporter = get_exporter("html")()
        exporter.sanitize_html = True
        html, resources = exporter.from_notebook_node(notebook(md("# A\n\n|a|\n|-|\n|1|")), {"metadata": {"name": "a"}})
        self.assertEqual((".html", "text/html", "HTML"), (resources["output_extension"], exporter.output_mimetype, exporter.export_from_notebook))
        self.assertIn('<h1 id="A">', html)
        self.assertIn("<table>", html)
