package pages

import (
	"regexp"
	"slices"
	"strings"
	"testing"
)

var (
	tag        = regexp.MustCompile(`<(/?)([a-z0-9]+)([^>]*)>`)
	allowed    = strings.Fields("div h3 h4 p pre code table thead tbody tr th td details summary ul ol li a i")
	attributes = regexp.MustCompile(`^( (scope="col"|style="(text-align:left|tab-size:4)"|open|value="\d+"|href="(https?|mailto):[^"]*"))*$`)
	closes     = strings.Fields("div h3 h4 pre code table thead tbody tr th td details summary")
)

// wellFormed reports HTML that a sanitiser would change, that is not closed, or that has colours, and pages with an empty form.
func wellFormed(t *testing.T, page Page) {
	t.Helper()
	var open []string
	for _, m := range tag.FindAllStringSubmatch(page.HTML, -1) {
		if !slices.Contains(allowed, m[2]) || !attributes.MatchString(m[3]) {
			t.Errorf("%s: the tag %s is not one that every notebook shows", page.Title, m[0])
		}
		switch {
		case !slices.Contains(closes, m[2]):
		case m[1] == "":
			open = append(open, m[2])
		case len(open) == 0 || open[len(open)-1] != m[2]:
			t.Errorf("%s: </%s> closes %v", page.Title, m[2], open)
			return
		default:
			open = open[:len(open)-1]
		}
	}
	if rest := tag.ReplaceAllString(page.HTML, ""); strings.ContainsAny(rest, "<>") {
		i := strings.IndexAny(rest, "<>")
		t.Errorf("%s: something is not escaped: %q", page.Title, rest[max(0, i-20):min(len(rest), i+40)])
	}
	if len(open) > 0 || page.Title == "" || page.Text == "" || page.Markdown == "" {
		t.Errorf("%q: %v is not closed, or a form is empty", page.Title, open)
	}
}

func TestHostileSourceIsEscaped(t *testing.T) {
	dir := repository(t, map[string]string{"go.mod": "module threadboost\n", "lib/evil/evil.go": "// Package evil has <script>alert(1)</script> in its doc, a link [x]\n// and | bars ` quotes.\n//\n// [x]: javascript:alert(1)\npackage evil\n\n" +
		"// F is <img src=x onerror=alert(1)> `code` | [G]\nfunc F(a struct { X int `json:\"</pre><script>\"` }) {}\n"})
	s := New(dir)
	for _, name := range []string{"evil", "evil.F"} {
		page, err := s.Lookup(name)
		if err != nil {
			t.Fatal(err)
		}
		wellFormed(t, page)
		if strings.Contains(page.HTML, "<script") || strings.Contains(page.HTML, "<img") || strings.Contains(page.HTML, `href="javascript`) {
			t.Errorf("markup got through:\n%s", page.HTML)
		}
	}
}
