package pages

import (
	"slices"
	"strings"
	"testing"
)

// The three forms of one page with a block of each kind.
func TestForms(t *testing.T) {
	page := newPage("A <title>",
		paragraph("Some `code<T>` and *text*."),
		heading("Part"),
		source("if a < b {\n\tf()\n}\n"),
		table{[]string{"Name", "What"}, [][]inline{{"`a|b`", "x | y"}, {"`longer`", "z"}}},
		details{summary: "More", body: []block{source("```")}},
		details{summary: "Again", body: []block{source("left out")}, onlyHTML: true},
	)
	want := Page{
		Title: "A <title>",
		Text:  "A <title>\n\nSome code<T> and *text*.\n\nPART\n\n    if a < b {\n    \tf()\n    }\n\na|b     x | y\nlonger  z\n\nMore\n\n    ```\n",
		Markdown: "### A \\<title\\>\n\nSome `code<T>` and \\*text\\*.\n\n#### Part\n\n```go\nif a < b {\n\tf()\n}\n```\n\n" +
			"| Name | What |\n|---|---|\n| `a\\|b` | x \\| y |\n| `longer` | z |\n\n**More**\n\n````go\n```\n````\n",
		HTML: "<div><h3>A &lt;title&gt;</h3>\n<p>Some <code>code&lt;T&gt;</code> and *text*.</p>\n<h4>Part</h4>\n<pre style=\"tab-size:4\">if a &lt; b {\n\tf()\n}</pre>\n" +
			"<table><thead><tr><th scope=\"col\" style=\"text-align:left\">Name</th><th scope=\"col\" style=\"text-align:left\">What</th></tr></thead><tbody>\n" +
			"<tr><td style=\"text-align:left\"><code>a|b</code></td><td style=\"text-align:left\">x | y</td></tr>\n" +
			"<tr><td style=\"text-align:left\"><code>longer</code></td><td style=\"text-align:left\">z</td></tr>\n</tbody></table>\n" +
			"<details><summary>More</summary>\n<pre style=\"tab-size:4\">```</pre>\n</details>\n" +
			"<details><summary>Again</summary>\n<pre style=\"tab-size:4\">left out</pre>\n</details>\n</div>\n",
	}
	for _, form := range []struct{ name, got, want string }{
		{"title", page.Title, want.Title}, {"text", page.Text, want.Text}, {"markdown", page.Markdown, want.Markdown}, {"HTML", page.HTML, want.HTML},
	} {
		if form.got != form.want {
			t.Errorf("the %s is\n%s\nwant\n%s", form.name, form.got, form.want)
		}
	}
}

func TestWrap(t *testing.T) {
	lines := strings.Split(wrap(strings.Repeat("wörter ", 100)), "\n")
	for i, line := range lines {
		if n := len([]rune(line)); n > width || n < width-len("wörter") && i < len(lines)-1 {
			t.Errorf("line %d has %d letters, want at most %d and no room for a word: %s", i, n, width, line)
		}
	}
	if long := strings.Repeat("x", 150); wrap("a "+long+" b") != "a\n"+long+"\nb" {
		t.Errorf("a word that is too long is not on a line of its own: %q", wrap("a "+long+" b"))
	}
}

func TestNearest(t *testing.T) {
	names := []string{"model.Pool", "model.Pool.Workers", "sync.Pool", "boost.Run", "lab.Run", "go"}
	for name, want := range map[string][]string{
		"Pol":        {"model.Pool", "sync.Pool"},
		"pool":       {"model.Pool", "sync.Pool"},
		"Wrokers":    {"model.Pool.Workers"},
		"model.Poll": {"model.Pool"},
		"Rnu":        {"boost.Run", "lab.Run"},
		"zebra":      nil,
		"":           nil,
	} {
		if got := nearest(name, names); !slices.Equal(got, want) {
			t.Errorf("nearest(%q) = %q, want %q", name, got, want)
		}
	}
}

// The examples are those of F. Damerau, "A technique for computer detection and correction of spelling errors", CACM 7 (1964): one letter
// wrong, missing, extra, or two in the wrong order.
func TestDistance(t *testing.T) {
	for _, test := range []struct {
		a, b string
		want int
	}{
		{"alphabet", "alphabet", 0}, {"alphabet", "alphibet", 1}, {"alphabet", "alphaet", 1}, {"alphabet", "alphabbet", 1}, {"alphabet", "alphaebt", 1},
		{"kitten", "sitting", 3}, {"", "abc", 3}, {"abc", "", 3}, {"abcdefgh", "x", 5},
	} {
		if got := distance([]rune(test.a), []rune(test.b), 4); got != test.want {
			t.Errorf("distance(%q, %q) = %d, want %d", test.a, test.b, got, test.want)
		}
	}
}

func FuzzLookup(f *testing.F) {
	for _, name := range []string{"Pool", "model.Pool.Workers", "net/http.Client", "atomic.Pointer[int]", "?boost.Run()", "../../x", "a/..//b.C", "*x", "\"fmt\"", "日本.語", "a.b.c.d", "[]"} {
		f.Add(name)
	}
	f.Fuzz(func(t *testing.T, name string) {
		ref, err := parseName(name)
		if err != nil {
			if !strings.HasPrefix(err.Error(), "pages: ") {
				t.Errorf("%q: the error is %v", name, err)
			}
			return
		}
		if strings.Contains(ref.path, "..") || strings.HasPrefix(ref.path, "/") || strings.ContainsAny(ref.path, "\\\x00:") || len(ref.parts) == 0 {
			t.Errorf("%q became %+v", name, ref)
		}
		if page, err := shared().Lookup(name); err == nil {
			wellFormed(t, page)
		}
	})
}
