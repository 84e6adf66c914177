//go:build linux

package supervise_test

import (
	"fmt"
	"os"
	"strings"
	"syscall"
	"testing"
)

// What a cell leaves running is ended with it, and told.
func TestContainDaemons(t *testing.T) {
	k, c := open(t)
	for _, code := range []string{
		"!setsid sleep 1234 >/dev/null 2>&1 &",
		"%%bash\n(setsid sh -c 'trap \"\" TERM INT HUP; sleep 1234' >/dev/null 2>&1 &)",
		"%%\ncmd := exec.Command(\"setsid\", \"sleep\", \"1234\")\nfmt.Println(cmd.Start())",
		"!for i in $(seq 200); do sleep 1234 >/dev/null 2>&1 & done",
	} {
		r := execute(t, c, code)
		if r.Executed().Status != "ok" || !strings.Contains(r.Text("stderr"), "sleep 1234") {
			t.Errorf("%s gave %v, want a note about sleep 1234", code, r)
		}
		for _, left := range k.Left() {
			if strings.Contains(left, "sleep 1234") {
				t.Errorf("after %s there is %s", code, left)
			}
		}
	}
	works(t, c)
}

func TestContainMemory(t *testing.T) {
	_, c := open(t)
	const greedy = "%%\nvar all [][]byte\nfor { b := make([]byte, 4<<20); for i := range b { b[i] = 1 }; all = append(all, b) }"
	r := execute(t, c, "%limit memory=200MiB\n"+greedy)
	if f := failsWith(t, r, "MemoryLimit"); !strings.Contains(f.Value, "200MiB") {
		t.Errorf("the error is %q, want the limit in it", f.Value)
	}
	works(t, c)
	failsWith(t, execute(t, c, greedy), "MemoryLimit") // it holds on
	if r := execute(t, c, "%limit"); !strings.Contains(r.Text("stdout"), "memory=200MiB") {
		t.Errorf("%%limit shows %v", r)
	}
	execute(t, c, "%limit off")
	if r := execute(t, c, "%%\nb := make([]byte, 300<<20); for i := range b { b[i] = 1 }; fmt.Println(len(b))"); r.Executed().Status != "ok" {
		t.Errorf("without a limit it gave %v", r)
	}
}

func TestContainTime(t *testing.T) {
	spec := ours(t)
	spec.Env = append(spec.Env, "THREADBOOST_LIMITS=time=1500ms memory=4GiB")
	k := start(t, spec)
	c := connect(t, k)
	for _, code := range []string{"%%\nfor {}", "!sleep 1000", "%%\nsignal.Ignore(os.Interrupt)\nselect {}"} {
		if r := execute(t, c, code); r.Executed().Name != "Deadlock" { // select {} may be found to be one first
			failsWith(t, r, "Timeout")
		}
		works(t, c)
	}
	shutDown(t, k)
}

// A cell that fills the disk on which its temporary files lie: they are removed, and the next cell is built.
func TestContainDisk(t *testing.T) {
	if os.Getuid() != 0 {
		t.Log("not root: a small disk cannot be mounted, and nothing is tested here")
		return
	}
	disk, err := os.MkdirTemp("/tmp", "d")
	if err != nil {
		t.Fatal(err)
	}
	defer os.Remove(disk)
	if err := syscall.Mount("none", disk, "tmpfs", 0, "size=300m"); err != nil {
		t.Logf("a disk of 300 MB cannot be mounted here (%v), and nothing is tested", err)
		return
	}
	defer syscall.Unmount(disk, syscall.MNT_DETACH)
	spec := ours(t)
	t.Setenv("TMPDIR", disk) // of the kernel too
	k := start(t, spec)
	c := connect(t, k)
	works(t, c)
	r := execute(t, c, "!dd if=/dev/zero of=$TMPDIR/full bs=1M count=1000 2>/dev/null; ls $TMPDIR")
	if !strings.Contains(r.Text("stderr"), "The disk was full") {
		t.Errorf("a full disk gave %v, want a note", r)
	}
	works(t, c)
	shutDown(t, k)
}

// A cell that runs again and again leaves no trace in memory, handles and files.
func TestManyCells(t *testing.T) {
	k, c := open(t)
	kinds := []string{
		"%%\nfmt.Println(%d)", "x%d := 1", "%%\npanic(%d)", "!echo %d", "%%\nx := %d", "%%\nos.Exit(%d %% 100)", "%%\nfmt.Fprintln(os.Stderr, %d)",
	}
	run := func(from, to int) {
		for i := from; i < to; i++ {
			execute(t, c, fmt.Sprintf(strings.ReplaceAll(kinds[i%len(kinds)], "%%\n", "%%%%\n"), i))
		}
	}
	const warm = 30
	run(0, warm)
	before := k.Use()
	run(warm, warm+*cells)
	after := k.Use()
	t.Logf("after %d more cells: memory %.1f MB, was %.1f MB (%v, was %v); %d handles, were %d; %d files, were %d", *cells,
		float64(after.Total())/1e6, float64(before.Total())/1e6, after.Memory, before.Memory, after.Handles, before.Handles, after.Files, before.Files)
	if grown := float64(after.Total()) / float64(before.Total()); grown > 1.25 { // the collector's moment makes some of it
		t.Errorf("memory grew by a factor of %.2f", grown)
	}
	if after.Handles > before.Handles+5 || after.Files > before.Files+6 {
		t.Errorf("%d handles and %d files became %d and %d", before.Handles, before.Files, after.Handles, after.Files)
	}
}
