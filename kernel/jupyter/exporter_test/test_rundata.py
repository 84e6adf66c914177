"""Raw data and machine of the runs that a page shows."""

import base64
import gzip
import json
import os
import random
from unittest import mock

from support import Case, Elements, html_output, md

MACHINE = {"os": "linux", "cpu": "A <b> & C", "cores": 2, "cgroup_cpus": 1.5, "go": "go1.26.8"}


class Runs(Case):
    def setUp(self):
        super().setUp()
        self.results = self.folder / "data/results"
        self.results.mkdir(parents=True)

    def store(self, id_, units="unit\n1\n", trials="trial\n1\n", **run):
        folder = self.results / id_
        folder.mkdir()
        (folder / "run.json").write_text(json.dumps({"id": id_, **run}))
        (folder / "trials.csv").write_text(trials)
        (folder / "units.csv").write_text(units)

    def shown(self, *ids):
        return self.page(*(html_output(f'<p data-run="{i}">x</p>') for i in ids))

    def downloads(self, page):
        links = [a for a in Elements(page).named("a") if "download" in a]
        return {a["download"]: a["href"] for a in links}

    def test_files_can_be_saved(self):
        self.store("r1", units="unit,due\n1,2\n", machine=MACHINE)
        files = self.downloads(self.shown("r1", "r1"))
        self.assertEqual(["r1-run.json", "r1-trials.csv", "r1-units.csv"], list(files))
        head, _, content = files["r1-units.csv"].partition(",")
        self.assertEqual("data:text/csv;base64", head)
        self.assertEqual(b"unit,due\n1,2\n", base64.b64decode(content))

    def test_units_that_are_too_large_are_packed(self):
        self.store("r1", units="0123456789\n" * 120_000)
        page = self.shown("r1")
        files = self.downloads(page)
        self.assertEqual(1_320_000, len(gzip.decompress(base64.b64decode(files["r1-units.csv.gz"].partition(",")[2]))))
        self.assertLess(len(page), 2_000_000)

    def test_units_that_cannot_be_packed_are_told(self):
        noise = random.Random(1).randbytes(800_000).hex()
        for name, units in (("packed too large", noise), ("not worth packing", "0123456789\n" * 1_400_000)):
            with self.subTest(name):
                id_ = name.replace(" ", "-")
                self.store(id_, units=units)
                page = self.shown(id_)
                self.assertEqual([f"{id_}-run.json", f"{id_}-trials.csv"], list(self.downloads(page)))
                self.assertIn(f"is too large for a page; it is in data/results/{id_}", page)

    def test_one_large_run_leaves_the_others(self):
        self.store("small")
        self.store("large", units="0123456789\n" * 1_400_000)
        files = self.downloads(self.shown("large", "small"))
        self.assertIn("small-units.csv", files)
        self.assertNotIn("large-units.csv", files)

    def test_trials_that_cannot_be_packed_are_told(self):
        self.store("r1", trials=random.Random(1).randbytes(1_000_000).hex())
        page = self.shown("r1")
        self.assertEqual(["r1-run.json", "r1-units.csv"], list(self.downloads(page)))
        self.assertIn("trials.csv (2,000 kB) is too large for a page; it is in data/results/r1", page)
        self.assertLess(len(page), 2_000_000)

    def test_many_runs_keep_the_limit(self):
        rng = random.Random(1)
        for n in range(300):
            self.store(f"r{n}", trials=rng.randbytes(2_000).hex())
        self.assertLess(len(self.shown(*(f"r{n}" for n in range(300)))), 2_000_000)
        self.assertEqual([], self.resources["warnings"])

    def test_limit_is_of_all_runs_and_the_page(self):
        rng = random.Random(1)
        for id_ in ("r1", "r2", "r3"):
            self.store(id_, units=rng.randbytes(250_000).hex())
        self.assertLess(len(self.shown("r1", "r2", "r3")), 2_000_000)
        filled = self.page(md("a" * 1_500_000), html_output('<p data-run="r1">x</p>'))
        self.assertLess(len(filled), 2_000_000)

    def test_machine(self):
        self.store("r1", machine=MACHINE, versions={"threadboost": "1"}, started="2026-07-30T10:11:12.1Z", seed=42, models=["A", "B"])
        page = self.shown("r1")
        for want in (
            "<dt>cpu</dt><dd>A &lt;b&gt; &amp; C</dd>",
            "<dt>cgroup cpus</dt><dd>1.5</dd>",
            "<dt>built with</dt><dd>threadboost 1</dd>",
            "<dt>seed</dt><dd>42</dd>",
            "<dt>models</dt><dd>A, B</dd>",
            "r1 started 2026-07-30 10:11:12",
        ):
            with self.subTest(want):
                self.assertIn(want, page)

    def test_runs_of_one_machine_share_it(self):
        self.store("r1", machine=MACHINE)
        self.store("r2", machine=MACHINE)
        self.store("r3", machine={**MACHINE, "cores": 64})
        page = self.shown("r1", "r2", "r3")
        self.assertEqual(2, page.count("<dt>cpu</dt>"))
        self.assertIn("<h3>r1, r2</h3>", page)

    def test_what_is_missing_is_left_out_and_told_to_the_author(self):
        self.store("r1")
        (self.results / "half").mkdir()
        (self.results / "half/run.json").write_text("{")
        for id_ in ("gone", "half"):
            with self.subTest(id_):
                self.assertNotIn("Raw data", self.shown(id_))
                self.assertIn("no raw data of 1 run on this machine; export --execute", self.resources["warnings"][0])
        page = self.shown("gone", "r1", "half")
        self.assertEqual(["r1-run.json", "r1-trials.csv", "r1-units.csv"], list(self.downloads(page)))
        self.assertNotIn("<h3>gone</h3>", page)
        self.assertEqual(1, len(self.resources["warnings"]))
        self.assertIn("no raw data of 2 runs on", self.resources["warnings"][0])

    def test_values_of_any_kind(self):
        self.store("r1", machine={"a": None, "b": {"c": 1}, "d": [], "e": True}, started=5, seed={"x": [1]}, models=[[1]])
        page = self.shown("r1")
        self.assertIn("<dt>e</dt><dd>yes</dd>", page)
        self.assertNotIn("<dt>b</dt>", page)

    def test_without_runs(self):
        self.assertNotIn("Raw data", self.page(md("data-run=\"r1\"")))

    def test_folder(self):
        elsewhere = self.folder / "elsewhere"
        self.store("r1", seed=7)
        self.results.rename(elsewhere)
        self.assertNotIn("<dd>7</dd>", self.shown("r1"))
        with mock.patch.dict(os.environ, THREADBOOST_RESULTS=str(elsewhere)):
            self.assertIn("<dd>7</dd>", self.shown("r1"))
