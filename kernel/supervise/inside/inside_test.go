package inside

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// A program tells the kernel that it has started and writes to the kernel's pipes; a worker that it has started does neither.
func TestAWorkerWritesToItsParent(t *testing.T) {
	for _, test := range []struct {
		name    string
		env     string
		outside bool // its output comes out where its parent reads it
	}{
		{"program", "OTHER=1", false},
		{"worker", worker + "=1", true},
	} {
		t.Run(test.name, func(t *testing.T) {
			folder := t.TempDir()
			out := filepath.Join(folder, Stdout)
			if err := os.WriteFile(out, nil, 0o600); err != nil { // a file does for the pipe
				t.Fatal(err)
			}
			cmd := exec.Command(os.Args[0], "-test.list=TestAWorker")
			cmd.Env = append(os.Environ(), Variable+"="+folder, test.env)
			read, err := cmd.Output()
			if err != nil {
				t.Fatal(err)
			}
			written, err := os.ReadFile(out)
			if err != nil {
				t.Fatal(err)
			}
			const said = "TestAWorkerWritesToItsParent"
			if outside, inside := strings.Contains(string(read), said), strings.Contains(string(written), said); outside != test.outside || inside == test.outside {
				t.Errorf("the parent read %q and the kernel %q, want it for the parent: %t", read, written, test.outside)
			}
			if _, err := os.Stat(filepath.Join(folder, Started)); os.IsNotExist(err) != test.outside {
				t.Errorf("the file of the program that started last: %v, want one: %t", err, !test.outside)
			}
		})
	}
}
