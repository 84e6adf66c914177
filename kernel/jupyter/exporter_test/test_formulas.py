"""Formulas: which text is one, what becomes of it, and what is said of a bad one."""

from support import Case, html_output, md, shown
from threadboost_export.errors import ExportError
from threadboost_export.formulas import Formulas


class Find(Case):
    """The rule is JupyterLab's: what it would not typeset stays text."""

    def test_what_is_a_formula(self):
        for name, text, want in [
            ("inline", "a $x$ b", ["$x$"]),
            ("display", "$$\nx\n\\\\ y\n$$", ["$$\nx\n\\\\ y\n$$"]),
            ("two backslashes, as markdown needs", r"\\(x\\) and \\[y\\]", [r"\\(x\\)", r"\\[y\\]"]),
            ("one backslash is markdown's escape", r"\(x\) \[no link\]", []),
            ("environment", r"\begin{align*}x\end{align*}", [r"\begin{align*}x\end{align*}"]),
            ("environment within", r"$$\begin{aligned}x\end{aligned}$$", [r"$$\begin{aligned}x\end{aligned}$$"]),
            ("prices are one as well", "costs $5 and $6", ["$5 and $"]),
            ("escaped prices", r"costs \$5 and \$6", []),
            ("one price", "costs $5", []),
            ("not over a blank line", "costs $5\n\nand $6", []),
            ("in a code span", "`$x$` and ``a`$y$``", []),
            ("in a fence", "```sh\necho $A $B\n```\n~~~\n$x$\n~~~", []),
            ("around a code span", "$5 `$HOME` $z$", ["$5 `$HOME` $"]),
            ("braces balance", r"$\text{a$b$}$", [r"$\text{a$b$}$"]),
            ("two", "$a$$b$", ["$a$$b$"]),
            ("empty", "$$ and $$$$", ["$$ and $$"]),
        ]:
            with self.subTest(name):
                formulas = Formulas()
                hidden = formulas.hide(text, 1)
                self.assertEqual(text, formulas.plain(hidden))
                self.assertEqual(want, [f.source for f in formulas._formulas])


class Show(Case):
    def test_mathml(self):
        for name, source, want in [
            ("fraction", r"$\frac{1}{2}$", "<math><mfrac><mn>1</mn><mn>2</mn></mfrac></math>"),
            ("aligned", r"$$\begin{aligned}a&=b\\c&=d\end{aligned}$$", '<math display="block"><mtable'),
            ("underscores are no emphasis", "$a_1$ and $b_1$", "<msub><mi>a</mi><mn>1</mn></msub>"),
            ("less than", "$a<b$", "<mo>&lt;</mo>"),
            ("after bold", "**a:**$x$", "<strong>a:</strong><math>"),
            ("in a table", "|a|\n|-|\n|$x$|", "<td><math>"),
            ("in HTML", "<details><summary>$x$</summary></details>", "<summary><math>"),
            ("in a link", "[$x$](#a)", "><math>"),
            ("in code of HTML, as written", "<code>$x$</code>", "<code>$x$</code>"),
            ("in indented code, as written", "    echo $A $B", "echo $A $B"),
            ("in a fence of a list, as written", "- x\n\n  ```sh\n  echo $A $B\n  ```", '<span class="nv">$B</span>'),
            ("escaped dollar", r"<p>\$5</p>", "<p>$5</p>"),
            ("in an address, as written", "[a](https://x.example/$b$)", "https://x.example/$b$"),
        ]:
            with self.subTest(name):
                self.assertIn(want, self.main(md(source)))

    def test_latex_output(self):
        for source in (r"$\frac12$", r"\(\frac12\)", r"$$\frac12$$", r"\[\frac12\]"):
            with self.subTest(source):
                self.assertIn("<mfrac>", self.main(shown({"text/latex": source})))

    def test_dollars_of_an_html_output_are_dollars(self):
        self.assertIn("$5 and $6", self.main(html_output("<p>$5 and $6</p>")))

    def test_macros_and_numbers_hold_through_the_page(self):
        page = self.main(
            md(r"$\newcommand{\mean}[1]{\overline{#1}}$"),
            md("\\begin{align}\\mean{x}\\end{align}"),
            md("\\begin{align}y\\end{align}"),
        )
        self.assertIn("<mover", page)
        self.assertIn("<mtext>(2)</mtext>", page)

    def test_heading_in_contents_and_title(self):
        page = self.page(md("# Cost of $n^2$\n\nText with $x$."), md("## About $\\sigma$"))
        self.assertIn("<title>Cost of $n^2$</title>", page)
        self.assertIn('content="Text with $x$."', page)
        self.assertEqual(3, page.count("<mi>σ</mi>"), "heading, contents beside, contents above")


class Problems(Case):
    def test_all_are_told_with_their_place(self):
        for name, cells, want in [
            ("unknown command", [md("ok"), md("a\nb $\\foo{x}$")],
             r"lesson.ipynb: cell 2: line 2: formula $\foo{x}$: unknown command \foo"),
            ("line within", [md("$$\na\n+ \\foo\n$$")], r"lesson.ipynb: cell 1: line 3: formula $$ a + \foo $$: unknown command \foo"),
            ("not closed", [md("$$x_{$$\n\ntext")], "lesson.ipynb: cell 1: line 1: formula $$x_{$$: expected"),
            ("two", [md(r"$\foo$"), md(r"$\bar x$ $\baz$")], "\nlesson.ipynb: cell 2: line 1: formula $\\baz$: unknown command \\baz"),
            ("long", [md("$" + "a+" * 50 + "\\foo$")], "a+...: unknown"),
            ("output", [shown({"text/latex": r"$\foo$"})], r"cell 1: line 1: formula $\foo$: unknown command \foo"),
        ]:  # fmt: skip
            with self.subTest(name):
                with self.assertRaises(ExportError) as raised:
                    self.page(*cells)
                self.assertIn(want, str(raised.exception))
