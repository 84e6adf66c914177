package pages

import (
	"regexp"
	"strings"
	"testing"
)

func TestModels(t *testing.T) {
	page := shared().Models()
	wellFormed(t, page)
	for _, want := range []string{
		"model.Sequential{}", "model.Goroutines{}", "model.Pool{}",
		"model.Sequential: ", "model.Pool: when something has to ",
		"Workers is the number of goroutines; zero means GOMAXPROCS",
		"WRITE YOUR OWN", "Run calls job.Do(ctx, worker, i) once for each i < job.Units", "modeltest.Check(context.Background(), Halves{})",
	} {
		if !strings.Contains(page.Text, want) {
			t.Errorf("%q is missing in\n%s", want, page.Text)
		}
	}
	first, last := strings.Index(page.Text, "model.Sequential{}  "), strings.Index(page.Text, "model.Pool{}  ")
	if first < 0 || last < first {
		t.Error("the models are not in the order of the package's doc")
	}
}

// What is a model is decided by its Run method, in lib/model and all folders below.
func TestModelsAreFoundBySource(t *testing.T) {
	const header = "import (\n\t\"context\"\n\n\t\"threadboost/lib/lab\"\n)\n\n"
	dir := repository(t, map[string]string{
		"go.mod":                    "module threadboost\n",
		"lib/model/a.go":            "// Package model has B and then A.\n//\n// Choose [A] for this; [B] for that (see [A]).\npackage model\n\n" + header + "// A is first.\ntype A struct{\n\tSize, Rate int // zero means 7\n}\n\nfunc (a *A) Run(ctx context.Context, job *lab.Job) error { return nil }\n",
		"lib/model/b.go":            "package model\n\n" + header + "// B is second.\n//\n// Choose it when it rains. Or not.\ntype B int\n\nfunc (B) Run(_ context.Context, _ *lab.Job) (err error) { return nil }\n\n// C is none.\ntype C struct{}\n\nfunc (C) Run(ctx context.Context) error { return nil }\n",
		"lib/model/deep/leaf/l.go":  "package leaf\n\n" + header + "// L is a leaf.\ntype L struct{}\n\nfunc (L) Run(context.Context, *lab.Job) error { return nil }\n",
		"lib/model/internal/i/i.go": "package i\n\n" + header + "type I struct{}\n\nfunc (I) Run(context.Context, *lab.Job) error { return nil }\n",
		"lib/model/testdata/x/t.go": "package x\n\n" + header + "type T struct{}\n\nfunc (T) Run(context.Context, *lab.Job) error { return nil }\n",
		"lib/other/o.go":            "package other\n\n" + header + "type O struct{}\n\nfunc (O) Run(context.Context, *lab.Job) error { return nil }\n",
	})
	s := New(dir)
	var got []string
	for _, m := range s.models() {
		got = append(got, m.literal()+" "+m.choose())
	}
	want := "model.B when it rains, model.A{} for this, leaf.L{} "
	if strings.Join(got, ", ") != want {
		t.Errorf("the models are %q, want %q", strings.Join(got, ", "), want)
	}
	page := s.Models()
	wellFormed(t, page)
	for _, want := range []string{"Size  int  zero means 7", "Rate  int  zero means 7", `import "threadboost/lib/model/deep/leaf"`} {
		if !strings.Contains(page.Text, want) {
			t.Errorf("%q is missing in\n%s", want, page.Text)
		}
	}
}

func TestHelp(t *testing.T) {
	for topic, want := range map[string]string{
		"":              "%help cells",
		"cells":         "is remembered as a declaration: f is called again in each later cell",
		" %Race ":       "count is read and written without an order",
		"errors":        "put a line %% above it",
		"limits":        "%limit memory=2GiB",
		"gonb":          "%goflags flags",
		"keys":          "Shift-Enter",
		"leaks":         "close(ch)",
		"models":        "model.Pool{}",
		"rcae":          `There is no topic "rcae". The nearest is %help race.`,
		"limit":         "The nearest is %help limits.",
		"`<b>`":         `There is no topic`,
		"nothing alike": `There is no topic "nothing alike". A name`,
	} {
		page := shared().Help(topic)
		wellFormed(t, page)
		if !strings.Contains(page.Text, want) {
			t.Errorf("%%help %s: %q is missing in\n%s", topic, want, page.Text)
		}
	}
	if page := shared().Help(strings.Repeat("ö", 10_000)); len(page.Text) > 5000 {
		t.Errorf("a topic of 20,000 bytes gives a page of %d", len(page.Text))
	}
}

// The first row behind an unknown topic is the nearest; all topics follow.
func TestUnknownTopicListsTheNearestFirst(t *testing.T) {
	listed := regexp.MustCompile(`(?m)^%help (\w+)  `).FindAllStringSubmatch(shared().Help("shel").Text, -1)
	if len(listed) != len(topics) || listed[0][1] != "shell" || listed[1][1] != topics[0].name {
		t.Errorf("listed are %v", listed)
	}
}

// A topic that the help mentions exists, and a name behind a question mark has a page.
func TestHelpMentionsWhatExists(t *testing.T) {
	topicIn, nameIn := regexp.MustCompile("%help ([a-z]+)"), regexp.MustCompile("`\\?([a-z]+[.A-Za-z]*)`")
	for _, topic := range append([]string{""}, topicNames()...) {
		page := shared().Help(topic)
		wellFormed(t, page)
		for _, m := range topicIn.FindAllStringSubmatch(page.Text, -1) {
			if m[1] != "topic" && strings.Contains(shared().Help(m[1]).Text, "There is no topic") {
				t.Errorf("%%help %s mentions %%help %s", topic, m[1])
			}
		}
		for _, m := range nameIn.FindAllStringSubmatch(page.Markdown, -1) {
			if _, err := shared().Lookup(m[1]); err != nil && m[1] != "name" && m[1] != "x" {
				t.Errorf("%%help %s mentions ?%s: %v", topic, m[1], err)
			}
		}
	}
}

func topicNames() (names []string) {
	for _, t := range topics {
		names = append(names, t.name)
	}
	return names
}
