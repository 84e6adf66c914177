package setup

import (
	"context"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
)

// A Fact is one thing that the lab needs, found or not.
type Fact struct {
	Name     string `json:"name"`
	OK       bool   `json:"ok"`
	Required bool   `json:"required"`
	Found    string `json:"found"`            // what is there, or what is wrong with it
	Repair   string `json:"repair,omitempty"` // what to do when it is not OK
}

const repairSetup = "go run ./kernel setup"

// Facts looks at everything that the lab needs under root, and changes nothing.
func Facts(ctx context.Context, root string, exporter fs.FS) []Fact {
	tool, err := findGo(ctx, root)
	steps := plan(Env{Root: root}, tool, exporter)
	packages := steps[0]
	facts := []Fact{goFact(tool, err), pythonFact(ctx, !packages.fresh())}
	for _, st := range steps {
		facts = append(facts, stepFact(st, err))
	}
	return append(facts, diskFact(root), browserFact())
}

// Healthy tells whether nothing is missing that is required.
func Healthy(facts []Fact) bool {
	for _, f := range facts {
		if f.Required && !f.OK {
			return false
		}
	}
	return true
}

func goFact(tool goTool, err error) Fact {
	f := Fact{Name: "Go " + strings.TrimPrefix(leastGo, "go") + " or newer", Required: true}
	if err != nil {
		return f.not(err)
	}
	return f.is("%s in %s", tool.Version, tool.Root)
}

// pythonFact is required to install the packages; once they are there, their own Python is used.
func pythonFact(ctx context.Context, required bool) Fact {
	f := Fact{Name: "Python 3.10 or newer", Required: required}
	p, err := findPython(ctx, findUV(os.Environ()))
	if err != nil {
		return f.not(err)
	}
	return f.is("%v", p)
}

// stepFact tells of a part of the set-up; noGo is why Go was not found, on which most parts depend.
func stepFact(st step, noGo error) Fact {
	f := Fact{Name: st.name, Required: true, Repair: repairSetup}
	_, missing := os.Stat(st.stamp)
	switch {
	case st.fresh():
		return f.is("%s", filepath.Dir(st.stamp))
	case missing != nil:
		f.Found = "not set up, or only in part"
	case noGo != nil:
		f.Found, f.Repair = "cannot be checked without Go", "install Go first"
	default:
		f.Found = "incomplete, changed or older than its sources"
	}
	return f
}

const leastDisk = 1 << 30

// diskFact is not required: what is set up already works on a disk that is almost full.
func diskFact(root string) Fact {
	f := Fact{Name: "1 GB of free disk space"}
	var disk syscall.Statfs_t
	if err := syscall.Statfs(root, &disk); err != nil {
		return f.not(err)
	}
	free := uint64(disk.Bavail) * uint64(disk.Bsize)
	f = f.is("%.1f GB", float64(free)/1e9)
	if free < leastDisk {
		f.OK, f.Repair = false, "free some space; a set-up and the runs that you keep need it"
	}
	return f
}

var browsers = []string{"chromium", "chromium-browser", "google-chrome", "google-chrome-stable"}

func browserFact() Fact {
	f := Fact{Name: "Chromium, for the tests in a browser"}
	for _, name := range browsers {
		if path, err := exec.LookPath(name); err == nil {
			return f.is("%s", path)
		}
	}
	f.Found, f.Repair = "not on PATH", "only go test needs it: install the package chromium"
	return f
}

func (f Fact) is(format string, args ...any) Fact {
	f.OK, f.Found, f.Repair = true, fmt.Sprintf(format, args...), ""
	return f
}

// not takes what an error of ours says after its colon for the repair.
func (f Fact) not(err error) Fact {
	f.Found, f.Repair, _ = strings.Cut(strings.TrimPrefix(err.Error(), "setup: "), ": ")
	return f
}
