"""What the index tells of a page."""

from unittest import TestCase

import support  # noqa: F401  the package of this source tree
from threadboost_export.summary import goals, summary


class Summary(TestCase):
    def test_whole_sentences(self):
        for name, html, want in [
            ("all whole", "<p>One. Two!</p>", "One. Two!"),
            ("last one leads to a list", "<p>What it is. In this notebook you</p>", "What it is."),
            ("colon is no end", "<p>Is it? You will:</p>", "Is it?"),
            ("nothing whole: next paragraph", "<p>In this notebook you</p><ul><li>x</li></ul><p>First read A.</p>", "First read A."),
            ("not from a list", "<p>You</p><ul><li><p>Learn.</p></li></ul><p>Then.</p>", "Then."),
            ("end within quotation marks", "<p>It said \"no.\" And</p>", 'It said "no."'),
            ("number", "<p>It takes 1.5 ms. So</p>", "It takes 1.5 ms."),
            ("markup and lines", "<p>A <em>b</em>\nc &amp; d.</p>", "A b c & d."),
            ("long", "<p>" + "Words and more. " * 30 + "</p>", ("Words and more. " * 18).strip()),
            ("nothing whole at all", "<p>Words</p>", ""),
        ]:
            with self.subTest(name):
                self.assertEqual(want, summary([html]))

    def test_next_cell(self):
        self.assertEqual("B.", summary(["<h1>A</h1><p>You</p>", "<p>B.</p>"]))


class Goals(TestCase):
    def test_first_list_of_the_title_cell(self):
        for name, cells, want in [
            ("points", ["<h1>A</h1><ul><li>learn <em>a</em>;</li><li>see b.</li></ul>"], ["learn a", "see b"]),
            ("paragraphs in points", ["<h1>A</h1><ol><li><p>a</p></li><li><p>b</p></li></ol>"], ["a", "b"]),
            ("first list", ["<h1>A</h1><ul><li>a</li></ul><ul><li>b</li></ul>"], ["a"]),
            ("points of points", ["<h1>A</h1><ul><li>a<ul><li>b</li></ul></li></ul>"], ["a", "b"]),
            ("list of another cell", ["<h1>A</h1>", "<ul><li>a</li></ul>"], []),
            ("no title", ["<ul><li>a</li></ul>"], []),
            ("empty point", ["<h1>A</h1><ul><li></li><li>b</li></ul>"], ["b"]),
            ("no more than six", ["<h1>A</h1><ul>" + "<li>a</li>" * 9 + "</ul>"], ["a"] * 6),
        ]:
            with self.subTest(name):
                self.assertEqual(want, goals(cells))
