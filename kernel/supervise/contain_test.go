//go:build linux

package supervise_test

import (
	"fmt"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"threadboost/kernel/setup/setuptest"
	"threadboost/kernel/supervise/kerneltest"
)

// others are the processes of a kernel that are none of its own.
func others(k *kerneltest.Kernel) (list []string) {
	for _, entry := range k.Left() {
		if strings.HasPrefix(entry, string(kerneltest.Other)+" ") || strings.HasPrefix(entry, string(kerneltest.Program)+" ") {
			list = append(list, entry)
		}
	}
	return list
}

// TestContainProcesses: what a cell leaves running ends with it, and the notebook is told.
func TestContainProcesses(t *testing.T) {
	t.Parallel()
	k, c := open(t)
	for _, test := range []struct {
		name, code string
		told       bool
	}{
		{"a daemon", `%%
c := exec.Command("setsid", "sh", "-c", "(trap '' INT TERM HUP; exec sleep 3601) > /dev/null 2>&1 & exit")
fmt.Println(c.Run())`, true},
		{"a daemon of a shell line", "!setsid sleep 3602 > /dev/null 2>&1 & echo '<nil>'", true},
		{"a daemon of a shell cell", "%%bash\n(setsid sh -c 'trap \"\" TERM INT HUP; sleep 3605' >/dev/null 2>&1 &)\necho '<nil>'", true},
		{"200 forks", `%%
for range 200 {
	if err := exec.Command("sleep", "3603").Start(); err != nil { panic(err) }
}
fmt.Println(nil)`, true},
		{"a child that holds the output", `%%
c := exec.Command("sleep", "3604")
c.Stdout, c.Stderr = os.Stdout, os.Stderr
fmt.Println(c.Start())`, true},
		{"a child that forks and forks", `%%
fmt.Println(exec.Command("sh", "-c", "f() { sleep 0.02; f & }; f; f").Start())
time.Sleep(100*time.Millisecond)`, true},
		{"a program that ends all it starts", "%%\nfmt.Println(exec.Command(\"sleep\", \"0.01\").Run())", false},
	} {
		t.Run(test.name, func(t *testing.T) {
			r := execute(t, c, test.code)
			if left := others(k); len(left) > 0 {
				t.Errorf("after the cell %d processes are left: %s", len(left), strings.Join(left, "\n"))
			}
			if r.Executed().Status != "ok" || !strings.Contains(r.Text("stdout"), "<nil>") {
				t.Errorf("got %v", r)
			}
			if told := strings.Contains(r.Text("stderr"), "left processes running"); told != test.told {
				t.Errorf("whether it told of them: %v, want %v: %v", told, test.told, r)
			}
			works(t, c)
		})
	}
}

// hog is a cell that takes memory until somebody ends it.
const hog = `%%
var held [][]byte
for range 2000 {
	b := make([]byte, 1<<20)
	for i := range b { b[i] = byte(i) }
	held = append(held, b)
	time.Sleep(time.Millisecond)
}
fmt.Println(len(held), "MB were there")`

func TestContainMemory(t *testing.T) {
	t.Parallel()
	_, c := open(t)
	r := execute(t, c, "%limit memory=200MiB\n"+hog)
	if f := failsWith(t, r, "MemoryLimit"); !strings.Contains(f.Value, "200MiB") {
		t.Errorf("the error does not name the limit: %s", f.Value)
	}
	works(t, c)
	child := `%%
fmt.Println(exec.Command("sh", "-c", "head -c 400m /dev/zero | tail -c 399m | sleep 1").Run())`
	failsWith(t, execute(t, c, child), "MemoryLimit") // it holds for later cells, and for what they start
	works(t, c)
	r = execute(t, c, "%limit off\n"+strings.Replace(hog, "2000", "300", 1))
	if got := r.Text("stdout"); !strings.HasSuffix(got, "300 MB were there\n") {
		t.Errorf("without a limit it gave %v", r)
	}
}

func TestContainTime(t *testing.T) {
	t.Parallel()
	_, c := open(t)
	began := time.Now()
	r := execute(t, c, "%limit time=3s\n"+stopped[2].code) // it ignores SIGINT
	t.Logf("it ended after %v", time.Since(began).Round(time.Millisecond))
	if f := failsWith(t, r, "Timeout"); !strings.Contains(f.Value, "3s") {
		t.Errorf("the error does not name the limit: %s", f.Value)
	}
	works(t, c)
	failsWith(t, execute(t, c, "!sleep 3600"), "Timeout")
	if r := execute(t, c, "%limit time=off\n%%\ntime.Sleep(3200*time.Millisecond)\nfmt.Println(42)"); !strings.HasSuffix(r.Text("stdout"), "42\n") {
		t.Errorf("without a limit it gave %v", r)
	}
}

// TestContainByEnvironment: a class sets limits for everybody.
func TestContainByEnvironment(t *testing.T) {
	t.Parallel()
	spec := ours(t)
	spec.Env = append(spec.Env, "THREADBOOST_LIMITS=memory=200MiB time=20s")
	k := start(t, spec)
	c := connect(t, k)
	failsWith(t, execute(t, c, hog), "MemoryLimit")
	works(t, c)
	r := execute(t, c, "%limit")
	if shown := fmt.Sprint(r.Shown()); !strings.Contains(shown, "200MiB") || !strings.Contains(shown, "20s") {
		t.Errorf("%%limit does not show them: %v", r)
	}
	shutDown(t, k)
	spec.Env[len(spec.Env)-1] = "THREADBOOST_LIMITS=memory=much"
	k = start(t, spec)
	select {
	case <-k.Done():
		if log := k.Log(); !strings.Contains(log, "THREADBOOST_LIMITS") || !strings.Contains(log, "much") {
			t.Errorf("a wrong limit is told of as %q", log)
		}
	case <-time.After(patience):
		t.Error("a kernel with a wrong limit has started")
	}
}

// TestContainDisk: a cell that fills its TMPDIR fails by itself; the kernel lives, makes room, and says so.
func TestContainDisk(t *testing.T) {
	t.Parallel()
	spec := ours(t)
	small := "mount -t tmpfs -o size=192m kerneltest \"$TMPDIR\" && exec \"$0\" \"$@\""
	if exec.Command("unshare", "--mount", "--map-root-user", "mount", "-t", "tmpfs", "x", t.TempDir()).Run() != nil {
		setuptest.Missing(t, "no small file system can be mounted here (unshare --mount --map-root-user)")
	}
	spec.Argv = append([]string{"unshare", "--mount", "--map-root-user", "sh", "-c", small}, spec.Argv...)
	k := start(t, spec)
	c := connect(t, k)
	works(t, c)
	r := execute(t, c, `%%
f, err := os.Create(filepath.Join(os.TempDir(), "large"))
for err == nil { _, err = f.Write(make([]byte, 1<<20)) }
fmt.Println(err)`)
	if got := r.Text("stdout"); !strings.Contains(got, "no space left on device") {
		t.Errorf("a cell that fills its TMPDIR gave %v", r)
	}
	if !strings.Contains(r.Text("stderr"), "disk was full") {
		t.Errorf("nobody said that the disk was full: %v", r)
	}
	works(t, c)
	for range 3 {
		execute(t, c, "%%bash\ncd $TMPDIR && for i in $(seq 40); do head -c 10M /dev/zero > file$i; done; true")
	}
	works(t, c)
	if err := k.Shutdown(soon(t)); err != nil {
		t.Error(err)
	}
	nothingLeft(t, k)
}

// TestContainTemporaryFiles: the TMPDIR of the cells lies in the kernel's folder and goes with it; a cell's files stay for later cells.
func TestContainTemporaryFiles(t *testing.T) {
	t.Parallel()
	k, c := open(t)
	r := execute(t, c, "%%\nf, err := os.CreateTemp(\"\", \"kept-*\")\nfmt.Print(f.Name(), err)")
	path := strings.TrimSuffix(r.Text("stdout"), "<nil>")
	inside := false
	for _, file := range k.Files() {
		inside = inside || strings.HasSuffix(path, file) && filepath.Base(file) == filepath.Base(path)
	}
	if !inside {
		t.Errorf("a temporary file of a cell is %s, which is not in the kernel's folder: %v", path, k.Files())
	}
	if r := execute(t, c, fmt.Sprintf("%%%%\n_, err := os.Stat(%q)\nfmt.Print(err)", path)); r.Text("stdout") != "<nil>" {
		t.Errorf("a later cell does not find it: %v", r)
	}
}
