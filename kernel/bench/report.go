package bench

import (
	_ "embed"
	"encoding/base64"
	"fmt"
	"html/template"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/google/renameio/v2"

	"threadboost/lib/chart"
	"threadboost/lib/frame"
	"threadboost/lib/lab"
	"threadboost/lib/measure"
	"threadboost/lib/suite"
)

const reportFile = "report.html"

//go:embed report.html.tmpl
var page string

var pageTemplate = template.Must(template.New("report").Parse(page))

// A report is what report.html shows.
type report struct {
	Began   time.Time
	Machine measure.Machine
	Options suite.Options
	Parts   []*part

	dir string
}

// A part is an area or a claim.
type part struct {
	Title, Anchor string
	Sum           template.HTML
	Items         []*item
}

// An item is an experiment.
type item struct {
	Name, About, Run, Failed string
	Table                    template.HTML
	Figures                  []figure
}

// A figure is shown from a data URL, so that the page is one file; the same picture is a file beside it.
type figure struct {
	URL template.URL
	Alt string
}

func newReport(c Config) *report {
	return &report{Began: time.Now(), Machine: measure.ReadMachine(), Options: c.Options, dir: c.Out}
}

func (r *report) add(s *section) *part {
	p := &part{Title: s.title, Anchor: slug(s.title)}
	r.Parts = append(r.Parts, p)
	return p
}

func (i *item) table(g frame.Grid, results *lab.Results) {
	i.Table, i.Run = template.HTML(g.HTML()), results.ID // the grid escapes every text
}

// write replaces the report as a whole.
func (r *report) write() error {
	var b strings.Builder
	if err := pageTemplate.Execute(&b, r); err != nil {
		return fmt.Errorf("bench: %w", err)
	}
	if err := renameio.WriteFile(filepath.Join(r.dir, reportFile), []byte(b.String()), 0o666); err != nil {
		return fmt.Errorf("bench: the report could not be written: %w", err)
	}
	return nil
}

// picture adds a figure to an item and writes it to a file.
func (b *bench) picture(i *item, name string, f chart.Figure) error {
	i.Figures = append(i.Figures, figure{template.URL("data:image/svg+xml;base64," + base64.StdEncoding.EncodeToString(f.SVG)), f.Alt})
	if err := os.WriteFile(filepath.Join(b.Out, name+".svg"), f.SVG, 0o666); err != nil {
		return fmt.Errorf("bench: %w", err)
	}
	return nil
}

// slug is a name for files and anchors.
func slug(name string) string {
	words := strings.FieldsFunc(strings.ToLower(name), func(r rune) bool { return (r < 'a' || r > 'z') && (r < '0' || r > '9') })
	return strings.Join(words, "-")
}
