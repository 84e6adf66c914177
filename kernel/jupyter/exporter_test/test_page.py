"""The page of a notebook: structure, code, outputs, pictures."""

import base64
import re

from support import Case, Elements, html_output, md, printed, shown
from nbformat.v4 import new_code_cell, new_output, new_raw_cell

PNG = base64.b64encode(b"\x89PNG\r\n\x1a\n").decode()
FIGURE = f'<img data-run="r1" style="max-width:100%;height:auto" alt="5 < 6" src="data:image/svg+xml;base64,{PNG}">'


class Structure(Case):
    def levels(self, *sources):
        return re.findall(r"<h(\d)", self.main(*map(md, sources)))

    def test_one_h1_and_no_level_left_out(self):
        for name, sources, want in [
            ("as it should be", ["# A", "## B", "### C", "## D"], "1232"),
            ("level left out", ["# A", "#### B", "## C"], "122"),
            ("two titles", ["# A", "## B", "# C", "## D"], "1223"),
            ("no title", ["## B"], "12"),
            ("title later", ["## B", "# A"], "21"),
            ("as HTML", ["<h1>A</h1><h3>B</h3>"], "12"),
            ("underlined", ["A\n===\n\nB\n---"], "12"),
        ]:
            with self.subTest(name):
                self.assertEqual(list(want), self.levels(*sources))

    def test_heading_of_an_output_is_below(self):
        page = self.main(md("# A\n## B"), html_output("<h1>O</h1>"))
        self.assertIn("<h3>O</h3>", page)
        self.assertNotIn(">O</a>", page)

    def test_anchors_are_those_of_the_lab(self):
        page = self.page(md("# A\n## Amdahl's *law*\n## Twice\n## Twice\n## tb-main"))
        ids = [a["id"] for a in Elements(page).named("h2")]
        self.assertEqual(["Amdahl's-law", "Twice", "Twice-2", "section-tb-main"], ids)
        links = [a["href"] for a in Elements(page).named("a")]
        for anchor in ids:
            self.assertEqual(3, links.count(f"#{anchor}"), "contents beside and above, link at the heading")

    def test_skip_link_leads_to_main(self):
        elements = Elements(self.page(md("# A")))
        self.assertEqual("#tb-main", elements.named("a")[0]["href"])
        self.assertEqual([{"id": "tb-main"}], elements.named("main"))

    def test_large_page_is_told(self):
        self.page(md("é" * 1_050_000))
        self.assertEqual(["the page has 2.1 MB, more than 2 MB is slow to open: show less"], self.resources["warnings"])

    def test_title_without_a_heading(self):
        self.assertIn("<title>lesson</title>", self.page(md("text")))
        self.assertIn("<h1>Own</h1>", self.page(md("text"), metadata={"title": "Own"}))

    def test_notebook_link_leads_to_its_page(self):
        for name, address, want in [
            ("beside", "02-x.ipynb", "02-x.html"),
            ("part of one", "./02-x.ipynb#Part", "02-x.html#Part"),
            ("in another folder, all pages are in one", "more/02-x.ipynb", "02-x.html"),
            ("spaces", "a%20b.ipynb", "a%20b.html"),
            ("no page of it", "03-y.ipynb", None),
            ("elsewhere", "https://x.example/03-y.ipynb", "https://x.example/03-y.ipynb"),
        ]:
            with self.subTest(name):
                page = self.main(md(f"[next]({address})"), pages=["02-x.html", "a b.html"])
                self.assertEqual(want, Elements(page).named("a")[0].get("href"))
                self.assertIn(">next</a>", page)

    def test_contents_are_of_headings(self):
        self.assertNotIn("Contents", self.page(md("# A\n\ntext")))
        self.assertIn("Contents", self.page(md("# A\n## B")))

    def test_no_request_and_no_script(self):
        page = self.page(md("# A\n\n$x$"), html_output(FIGURE), printed("x"))
        self.assertNotRegex(page, r"<script|<link|@import|url\(|\bsrc=\"(?!data:)")
        self.assertLess(len(page), 30_000)


class Markdown(Case):
    def test_what_the_lab_shows(self):
        for name, source, want in [
            ("table", "|a|b|\n|:-|-:|\n|1|2|", '<td style="text-align:right">2</td>'),
            ("table scrolls in a box", "|a|\n|-|\n|1|", '<div class="scroll"><table>'),
            ("details", "<details>\n<summary>Solution</summary>\n\n- *x*\n\n</details>", "<em>x</em>"),
            ("task", "- [x] done", "☑ done"),
            ("struck", "~~x~~", "<del>x</del>"),
            ("bare address", "https://go.dev", '<a href="https://go.dev" '),
            ("Go", "```go\nfunc f() {}\n```", '<span class="kd">func</span>'),
            ("unknown language", "```nope\n<x>\n```", "&lt;x&gt;"),
        ]:
            with self.subTest(name):
                self.assertIn(want, self.main(md(source)))

    def test_pictures_are_embedded(self):
        (self.folder / "a b.png").write_bytes(base64.b64decode(PNG))
        attached = {"b.png": {"image/png": PNG}}
        for source in ("![alt](<a b.png>)", "<img alt='alt' src='a b.png'>", "![alt](attachment:b.png)"):
            with self.subTest(source):
                self.assertIn(f'src="data:image/png;base64,{PNG}"', self.main(md(source, attachments=attached)))
                self.assertEqual([], self.resources["warnings"])

    def test_picture_that_cannot_be_embedded_is_told(self):
        for source in ("![alt](https://x.example/a.png)", "![alt](../a.png)", "![alt](none.png)", f"![alt]({'a' * 999}.png)"):
            with self.subTest(source):
                self.assertNotIn("src=", self.main(md(source)))
                self.assertIn("cell 1: image", self.resources["warnings"][0])

    def test_missing_alternative_text_is_told(self):
        figure = FIGURE.replace('data-run="r1"', "")
        page = self.main(md("text"), html_output(figure.replace('alt="5 < 6"', "")), html_output(figure))
        self.assertEqual(["cell 2: an image has no alternative text"], self.resources["warnings"])
        self.assertIn('alt="Image without a description"', page)
        self.assertIn('alt="5 &lt; 6"', page)


class Predicted(Case):
    def test_result_is_folded_after_a_prediction(self):
        for name, cells, want in [
            ("directly before", [md("**Predict:** a or b?"), printed("a")], 1),
            ("after other text", [md("## B\n\nText.\n\n**Predict before you run:** a?"), printed("a")], 1),
            ("only the next cell", [md("**Predict:** a?"), printed("a"), printed("b")], 1),
            ("nothing put out", [md("**Predict:** a?"), new_code_cell("f()")], 0),
            ("not directly before", [md("**Predict:** a?"), md("## B"), printed("a")], 0),
            ("not bold", [md("Predict first."), printed("a")], 0),
            ("not at the start", [md("Do **Predict:** a?"), printed("a")], 0),
            ("another word", [md("**Predictions** are hard."), printed("a")], 0),
        ]:
            with self.subTest(name):
                page = self.main(*cells)
                self.assertEqual(want, page.count("<summary>Show the result</summary>"))
                self.assertEqual(want, page.count('<details class="folded">'))


class Code(Case):
    def test_highlighting(self):
        function = '<span class="kd">func</span>'
        for name, metadata, source, want in [
            ("go", {"language_info": {"name": "go"}}, "func f() {}", function),
            ("GoNB's empty lexer", {"language_info": {"name": "go", "pygments_lexer": ""}}, "func f() {}", function),
            ("no metadata", {}, "func f() {}", function),
            ("another language", {"language_info": {"name": "python"}}, "def f(): pass", '<span class="k">def</span>'),
            ("unknown language", {"language_info": {"name": "nope"}}, "a < b", "a &lt; b"),
            ("flags", {}, "%goflags -race\nfunc f() {}", '<span class="cs">%goflags -race</span>\n' + function),
            ("command", {}, "!go version", '<span class="cs">!go version</span>'),
            ("not at the start of a line", {}, "x = !y", '<span class="o">!</span>'),
            ("shell", {}, "%%bash\nif true; then ls; fi", '<span class="cs">%%bash</span>\n<span class="k">if</span>'),
            ("file", {}, "%%writefile a.py\ndef f(): pass", '</span>\n<span class="k">def</span>'),
            ("file without a type", {}, "%%writefile\n<x>", "&lt;x&gt;"),
        ]:
            with self.subTest(name):
                self.assertIn(want, self.main(new_code_cell(source), metadata=metadata))

    def test_folded_as_in_the_lab(self):
        hidden = {"jupyter": {"source_hidden": True, "outputs_hidden": True}}
        cell = new_code_cell("f()", metadata=hidden, outputs=[new_output("stream", text="x")])
        self.assertEqual(2, self.main(cell).count('<details class="folded">'))

    def test_raw_cell(self):
        self.assertIn('<pre class="raw">a &lt; b</pre>', self.main(new_raw_cell("a < b")))
        self.assertNotIn("latex", self.main(new_raw_cell("latex", metadata={"raw_mimetype": "text/latex"})))


class Outputs(Case):
    def test_our_table_is_as_in_the_lab(self):
        table = (
            '<div class="tb-result" data-run="r1"><table class="tb-table"><caption>C</caption><thead><tr><th scope="col">M</th>'
            '</tr></thead><tbody><tr><th scope="row">Pool(8)</th></tr></tbody></table>'
            '<a download="x.csv" href="data:text/csv;base64,YQ==">x</a><details><summary>s</summary>d</details></div>'
        )
        page = self.main(html_output(table)).replace('<div class="scroll">', "").replace("</table></div>", "</table>")
        self.assertIn(table.replace("YQ==\"", 'YQ==" rel="noopener noreferrer"'), page)

    def test_heading_of_a_column_does_not_break_at_a_hyphen(self):
        heads = '<th scope="col">Mean speed-up</th><th scope="row">A-B</th><th scope="col">p50</th>'
        page = self.main(html_output(f"<table><tr>{heads}</tr></table>"))
        self.assertIn('<th scope="col">Mean <span class="word">speed-up</span></th><th scope="row">A-B</th>', page)

    def test_our_figure_is_as_in_the_lab(self):
        page = self.main(html_output(FIGURE))
        self.assertIn(f'alt="5 &lt; 6" src="data:image/svg+xml;base64,{PNG}"', page)
        self.assertIn("max-width:100%", page)

    def test_form_that_is_chosen(self):
        for name, data, want in [
            ("html before text", {"text/plain": "a", "text/html": "<b>b</b>"}, "<b>b</b>"),
            ("html before picture", {"image/png": PNG, "text/html": "<b>b</b>"}, "<b>b</b>"),
            ("picture before text", {"text/plain": "a", "image/png": PNG}, f'src="data:image/png;base64,{PNG}"'),
            ("markdown", {"text/markdown": "*m*"}, "<em>m</em>"),
            ("only text", {"text/plain": "a < b"}, '<pre class="stdout">a &lt; b</pre>'),
        ]:
            with self.subTest(name):
                self.assertIn(want, self.main(shown(data)))

    def test_streams(self):
        cell = new_code_cell(
            "f()",
            outputs=[
                new_output("stream", text="10 %\r"),
                new_output("stream", text="done\n"),
                new_output("stream", text="oh", name="stderr"),
            ],
        )
        page = self.main(cell)
        self.assertIn('<pre class="stdout">done\n</pre>', page)
        self.assertIn('<pre class="stderr">oh</pre>', page)

    def test_errors_keep_their_colours(self):
        trace = ["\x1b[1;31mpanic\x1b[0m: 1 < 2", "", "cell [1] line 2, in main", "\x1b[31m >   2 | panic(x)\x1b[0m"]
        error = new_output("error", ename="panic", evalue="cell [1] line 2: 1 < 2", traceback=trace)
        page = self.main(new_code_cell("f()", outputs=[error]))
        self.assertIn('<pre class="error"><span class="ansi-red-intense-fg ansi-bold">panic</span>: 1 &lt; 2\n\ncell [1]', page)
        self.assertIn('<span class="ansi-red-fg"> &gt;   2 | panic(x)</span></pre>', page)
        bare = new_output("error", ename="panic", evalue="cell [1] line 2: 1 < 2", traceback=[])
        self.assertIn('<pre class="error">panic: cell [1] line 2: 1 &lt; 2</pre>', self.main(new_code_cell("f()", outputs=[bare])))

    def test_long_text_is_cut_in_the_middle(self):
        page = self.main(printed("a" * 60_000 + "b" * 100_000))
        self.assertIn("60,000 characters are left out", page)
        self.assertLess(len(page), 110_000)
