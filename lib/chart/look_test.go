package chart

import (
	"bytes"
	"encoding/xml"
	"flag"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write testdata anew; look at each figure afterwards")

// golden compares a figure with testdata.
func golden(t *testing.T, name string, svg []byte) {
	t.Helper()
	path := filepath.Join("testdata", name+".svg")
	if *update {
		if err := os.WriteFile(path, svg, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatalf("%v: run go test ./lib/chart -update", err)
	}
	if !bytes.Equal(svg, want) {
		t.Errorf("%s differs from the figure drawn now: if it should, run go test ./lib/chart -update and look at it", path)
	}
}

// inspect checks what every figure promises.
func inspect(t *testing.T, fig Figure) {
	t.Helper()
	if n := len(fig.SVG); n > 100_000 {
		t.Errorf("the SVG has %d bytes, want at most 100,000", n)
	}
	if fig.Alt == "" {
		t.Error("there is no alternative text")
	}
	p := parse(t, fig.SVG)
	if p.title == "" || p.desc == "" {
		t.Errorf("title is %q and desc %q, want both", p.title, p.desc)
	}
	for _, b := range append(p.paths, p.texts...) {
		if b.x0 < -0.1 || b.y0 < -0.1 || b.x1 > width+0.1 || b.y1 > p.height+0.1 {
			t.Errorf("%v is outside of the picture of %d by %v", b, width, p.height)
		}
	}
	for i, a := range p.texts {
		for _, b := range p.texts[:i] {
			if a.touches(b) {
				t.Errorf("%v and %v overlap", a, b)
			}
		}
	}
}

// A box is where an element is, in pixels.
type box struct {
	what           string
	x0, y0, x1, y1 float64
}

func (b box) String() string {
	return fmt.Sprintf("%.60s at (%.1f %.1f)-(%.1f %.1f)", b.what, b.x0, b.y0, b.x1, b.y1)
}

func (b box) touches(o box) bool {
	return b.x0 < o.x1 && o.x0 < b.x1 && b.y0 < o.y1 && o.y0 < b.y1
}

type picture struct {
	title, desc  string
	height       float64
	paths, texts []box
}

// parse reads a figure as strictly as a browser reads XML.
func parse(t *testing.T, svg []byte) picture {
	t.Helper()
	var p picture
	d := xml.NewDecoder(bytes.NewReader(svg))
	for {
		token, err := d.Token()
		if err == io.EOF {
			return p
		}
		if err != nil {
			t.Fatalf("not well-formed: %v", err)
		}
		e, ok := token.(xml.StartElement)
		if !ok {
			continue
		}
		a := map[string]string{}
		for _, attr := range e.Attr {
			a[attr.Name.Local] = attr.Value
		}
		switch e.Name.Local {
		case "svg":
			p.height = number(t, a["height"])
		case "title":
			p.title = content(t, d, e)
		case "desc":
			p.desc = content(t, d, e)
		case "path":
			p.paths = append(p.paths, pathBox(t, a["d"]))
		case "text":
			p.texts = append(p.texts, textBox(t, a, content(t, d, e)))
		case "style", "image":
		default:
			t.Errorf("unexpected element %q", e.Name.Local)
		}
	}
}

func content(t *testing.T, d *xml.Decoder, e xml.StartElement) string {
	t.Helper()
	var s string
	if err := d.DecodeElement(&s, &e); err != nil {
		t.Fatal(err)
	}
	return s
}

func number(t *testing.T, s string) float64 {
	t.Helper()
	x, err := strconv.ParseFloat(s, 64)
	if err != nil {
		t.Fatal(err)
	}
	return x
}

// textBox uses the metrics of Liberation Sans; text that is turned is taken as upright, in its middle.
func textBox(t *testing.T, a map[string]string, s string) box {
	t.Helper()
	size, x, y := 13.0, number(t, a["x"]), number(t, a["y"])
	if px, ok := strings.CutPrefix(a["style"], "font-size:"); ok {
		size = number(t, px[:strings.Index(px, "px")])
	}
	f := sans(1)
	if strings.Contains(a["class"], " b") {
		f = bold(1)
	}
	w := float64(widthOf(s, f)) * size / slack
	switch {
	case a["transform"] != "":
		return box{s, x - size, y - w/2, x, y + w/2}
	case strings.Contains(a["class"], " e"):
		x -= w
	case strings.Contains(a["class"], " m"):
		x -= w / 2
	}
	return box{s, x, y - 0.72*size, x + w, y + 0.2*size}
}

// pathBox holds the corners of a path; the bellies of arcs are left out.
func pathBox(t *testing.T, d string) box {
	t.Helper()
	b := box{"path " + d, math.Inf(1), math.Inf(1), math.Inf(-1), math.Inf(-1)}
	var x, y, u, v float64
	for d != "" {
		end := strings.IndexAny(d[1:], "MhvlaQCz") + 1
		if end == 0 {
			end = len(d)
		}
		var n []float64
		for _, s := range strings.Fields(strings.ReplaceAll(d[1:end], "-", " -")) {
			n = append(n, number(t, s))
		}
		switch d[0] {
		case 'M':
			x, y = n[0], n[1]
			u, v = x, y
		case 'h':
			x += n[0]
		case 'v':
			y += n[0]
		case 'l':
			x, y = x+n[0], y+n[1]
		case 'a':
			x, y = x+n[5], y+n[6]
		case 'Q', 'C':
			x, y = n[len(n)-2], n[len(n)-1]
		case 'z':
			x, y = u, v
		}
		b.x0, b.x1 = min(b.x0, x), max(b.x1, x)
		b.y0, b.y1 = min(b.y0, y), max(b.y1, y)
		d = d[end:]
	}
	return b
}
