"""Nothing that a notebook holds makes a page run, load, submit or hide anything."""

import base64

from support import Case, Elements, html_output, md, printed, shown
from nbformat.v4 import new_code_cell, new_output, new_raw_cell

FRAGMENTS = {
    "script": "<script>alert(1)</script>",
    "script in svg": "<svg><script>alert(1)</script><style>*{display:none}</style></svg>",
    "svg that loads": "<svg onload=alert(1)><image href='https://evil.example/x.png'/></svg>",
    "script in math": "<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=1 onerror=alert(1)&gt;'>",
    "onerror": "<img src=x onerror=alert(1)>",
    "onclick": "<p onclick='alert(1)'>x</p>",
    "handler after a slash": "<img/src=x/onerror=alert(1)>",
    "javascript link": "<a href='javascript:alert(1)'>x</a>",
    "javascript link in disguise": "<a href=' jAva\tscript&colon;alert(1)'>x</a>",
    "vbscript link": "<a href='vbscript:x'>x</a>",
    "data page link": "<a href='data:text/html,<script>alert(1)</script>'>x</a>",
    "data page for saving": "<a download='x.html' href='data:text/html;base64,PHNjcmlwdD4='>x</a>",
    "data svg link": "<a href='data:image/svg+xml;base64,PHN2Zz4='>x</a>",
    "data link that is no download": "<a href='data:text/csv;base64,YQ=='>x</a>",
    "file link": "<a href='file:///etc/passwd'>x</a>",
    "meta refresh": "<meta http-equiv=refresh content='0;url=https://evil.example'>",
    "base": "<base href='https://evil.example/'>",
    "link": "<link rel=stylesheet href='https://evil.example/x.css'>",
    "iframe": "<iframe src='https://evil.example'></iframe><iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "object": "<object data='https://evil.example'></object><embed src='https://evil.example'><applet></applet>",
    "form": "<form action='https://evil.example'><input name=q autofocus onfocus=alert(1)><button>x</button></form>",
    "picture from elsewhere": "<img src='https://evil.example/x.png' srcset='https://evil.example/y.png 2x'>",
    "picture from elsewhere by path": "<img src='//evil.example/x.png'><img src='/etc/hostname'><img src='../../x.png'>",
    "picture of another type": "<img src='data:text/html;base64,PHNjcmlwdD4='>",
    "media": "<video src='https://evil.example/x'></video><audio src='https://evil.example/x'></audio>",
    "style element": "<style>@import url(https://evil.example); body{display:none}</style>",
    "style that loads": "<p style='background:url(https://evil.example);background-image:url(x);color:url(x)'>x</p>",
    "style that covers": "<div style='position:fixed;inset:0;z-index:9;opacity:.1'>x</div>",
    "style with escapes": r"<p style='color:\75rl(https://evil.example);w\69dth:expression(1)'>x</p>",
    "class of the page": "<div class='skip beside'>x</div>",
    "id of the page": "<div id='tb-main'>x</div>",
    "template": "<template><img src=x onerror=alert(1)></template><noscript><p title='</noscript><script>alert(1)</script>'>",
    "comment": "<!--><script>alert(1)</script>--><![CDATA[<script>alert(1)</script>]]>",
    "end of the page": "</div></main></body></html><script>alert(1)</script>",
    "name that hides another": "<img name=body><a id=body name=forms href='#x' target=_top ping='https://evil.example'>x</a>",
}
TAGS = set(
    "a body br caption code details div em head html h1 h2 h3 img li main math meta mi mn mo mtext nav ol p pre span strong "
    "style summary table tbody td th title tr ul".split()
)
ATTRIBUTES = set(
    "alt aria-hidden aria-label charset class content data-run download height href http-equiv id lang name rel role src "
    "style tabindex title width".split()
)


class Hostile(Case):
    def check(self, page):
        elements = Elements(page)
        for tag, attributes in elements.all:
            self.assertIn(tag, TAGS)
            self.assertLessEqual(set(attributes), ATTRIBUTES, tag)
            self.assertRegex(attributes.get("src") or "data:image/png;", r"^data:image/(svg\+xml|png|jpeg|gif|webp);")
            self.assertRegex(attributes.get("href") or "#", r"^(#|https?:|mailto:|[\w-]+\.html|data:text/csv)")
            if (attributes.get("href") or "").startswith("data:"):
                self.assertIn("download", attributes)
            self.assertNotRegex(attributes.get("style") or "", r"url|position|expression|\\")
        body = [a for tag, a in elements.all if tag in ("p", "div")]
        self.assertFalse([a for a in body if "skip" in (a.get("class") or "")])
        self.assertEqual(1, sum(a.get("id") == "tb-main" for _, a in elements.all))
        self.assertEqual({"http-equiv", "content"}, set(elements.named("meta")[1]))
        self.assertNotIn("refresh", str(elements.named("meta")))
        self.assertEqual(1, page.count("</html>"))

    def test_fragments(self):
        for name, fragment in FRAGMENTS.items():
            for place, cell in {
                "markdown": md(f"text {fragment} text"),
                "markdown block": md(fragment),
                "html output": html_output(fragment),
                "markdown output": shown({"text/markdown": fragment}),
            }.items():
                with self.subTest(name, place=place):
                    self.check(self.page(md("# Title"), cell, md("the end")))

    def test_what_follows_a_fragment_is_still_there(self):
        for name, fragment in FRAGMENTS.items():
            with self.subTest(name):
                self.assertIn("the end", self.page(md("# Title"), html_output(fragment), md("the end")))

    def test_text_is_text(self):
        bad = "<script>alert(1)</script>"
        for name, cells, metadata in [
            ("title", [md("text")], {"title": bad}),
            ("language", [new_code_cell("x")], {"language_info": {"name": bad}}),
            ("text output", [shown({"text/plain": bad})], {}),
            ("stdout", [printed(bad)], {}),
            ("stderr", [printed(bad, "stderr")], {}),
            ("error", [new_code_cell("x", outputs=[new_output("error", ename=bad, evalue=bad, traceback=[bad])])], {}),
            ("code", [new_code_cell(bad)], {}),
            ("writefile", [new_code_cell(f"%%writefile {bad}\n{bad}")], {}),
            ("fence", [md(f"```{bad}\n{bad}\n```")], {}),
            ("raw", [new_raw_cell(bad)], {}),
            ("latex output", [shown({"text/latex": f"{bad} $x$"})], {}),
            ("formula", [md(r'$\text{" onerror=alert(1) x="}$')], {}),
            ("formula in a description", [md(r'![$\text{" onerror=alert(1) x="}$](data:image/png;base64,aaaa)')], {}),
            ("alternative text", [shown({"image/png": "aaaa"}, alt=f'"{bad}')], {}),
        ]:
            with self.subTest(name):
                page = self.page(*cells, metadata=metadata)
                self.check(page)
                self.assertNotIn(bad, page)

    def test_svg_output_is_an_image(self):
        page = self.page(shown({"image/svg+xml": "<svg onload=alert(1)><script>alert(1)</script></svg>"}))
        self.check(page)
        src = Elements(page).named("img")[0]["src"]
        self.assertIn("<svg", base64.b64decode(src.partition(",")[2]).decode())

    def test_scripts_for_the_browser_are_left_out(self):
        page = self.main(shown({"application/javascript": "alert(1)", "text/plain": "a figure"}))
        self.assertNotIn("alert", page)
        self.assertIn("a figure", page)

    def test_terminal_codes(self):
        for name, text, want in [
            ("colour", "\x1b[31mred\x1b[0m", '<span class="ansi-red-fg">red</span>'),
            ("title", "a\x1b]0;own\x07b", "ab"),
            ("link", "\x1b]8;;javascript:alert(1)\x1b\\here\x1b]8;;\x1b\\", "here"),
            ("half a code", "a\x1b[31", "a[31"),
            ("bell, back space, null", "a\x07\x08\x00b", "ab"),
            ("cursor", "a\x1b[2Jb\x1b[1;1Hc", "abc"),
            ("markup in colour", "\x1b[31m<b>\x1b[0m", '<span class="ansi-red-fg">&lt;b&gt;</span>'),
        ]:
            with self.subTest(name):
                self.assertIn(f'<pre class="stdout">{want}</pre>', self.main(printed(text)))

    def test_policy_stands_first(self):
        page = self.page(md("text"))
        self.assertRegex(page, r'<meta charset="utf-8">\s*<meta http-equiv="Content-Security-Policy" content="default-src \'none\';')

    def test_path_of_a_run_cannot_leave_the_results(self):
        secret = self.folder / "data"
        (secret / "results").mkdir(parents=True)
        (secret / "run.json").write_text('{"experiment":"secret"}')
        for id_ in ("..", "../../data", "/etc", ".", "a/b"):
            with self.subTest(id_):
                page = self.page(html_output(f'<div data-run="{id_}">x</div>'))
                self.assertIn("no raw data of 1 run on this machine", self.resources["warnings"][0])
                self.assertNotIn("secret", page)
