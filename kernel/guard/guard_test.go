//go:build linux

package guard_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"threadboost/kernel/guard"
)

// TestMain lets the test's executable be the guard, and also an owner of a guard that can be killed.
func TestMain(m *testing.M) {
	if len(os.Args) > 1 && os.Args[1] == guard.Command {
		os.Exit(guard.Main(os.Args[2:]))
	}
	if len(os.Args) > 1 && os.Args[1] == "follower" {
		follow()
	}
	if len(os.Args) > 2 && os.Args[1] == "owner" {
		own(os.Args[2], os.Args[3])
	}
	os.Exit(m.Run())
}

func own(folder, script string) {
	p, err := guard.Start(guard.Program{Cmd: exec.Command("sh", "-c", script), Folder: folder, Grace: time.Second})
	if err != nil {
		panic(err)
	}
	<-p.Done()
	os.Exit(0)
}

// family starts a child, a grandchild in a session of its own, and an orphan that ignores the request to end; each has
// the folder in its command line, by which the tests find them.
const family = `
	f() { sh -c 'trap "" TERM; while :; do sleep 0.1; done' "$1" & }
	f "$FOLDER"
	setsid sh -c 'while :; do sleep 0.1; done' "$FOLDER" &
	(setsid sh -c 'trap "" TERM; while :; do sleep 0.1; done' "$FOLDER" &) 
	touch "$FOLDER/started"
`

func start(t *testing.T, script string, grace time.Duration) (*guard.Process, string) {
	t.Helper()
	folder := guard.NewFolder()
	cmd := exec.Command("sh", "-c", script)
	cmd.Env = append(os.Environ(), "FOLDER="+folder)
	p, err := guard.Start(guard.Program{Cmd: cmd, Folder: folder, Grace: grace})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(p.Stop)
	return p, folder
}

func TestNothingIsLeft(t *testing.T) {
	for _, c := range []struct {
		name, script string
		end          func(*guard.Process)
		want         string
	}{
		{"the program ends by itself", family + "exit 0", func(p *guard.Process) { <-p.Done() }, ""},
		{"the program fails", family + "exit 3", func(p *guard.Process) { <-p.Done() }, "exit status 3"},
		{"the program is killed", family + "kill -9 $$", func(p *guard.Process) { <-p.Done() }, "exit status 137"},
		{"we stop it", family + "sleep 1000", (*guard.Process).Stop, "exit status 143"},
		{"it ignores the request", "trap '' TERM;" + family + "while :; do sleep 0.1; done", (*guard.Process).Stop, "exit status 143"},
	} {
		t.Run(c.name, func(t *testing.T) {
			p, folder := start(t, c.script, 200*time.Millisecond)
			await(t, "start", func() bool { return exists(filepath.Join(folder, "started")) || isDone(p) })
			c.end(p)
			if got := fmt.Sprint(p.Err()); got != c.want && !(p.Err() == nil && c.want == "") {
				t.Errorf("the program ended with %q, want %q", got, c.want)
			}
			nothingLeft(t, folder)
		})
	}
}

func TestStopLetsTheProgramFinish(t *testing.T) {
	kept := filepath.Join(t.TempDir(), "kept")
	p, folder := start(t, `trap 'sleep 0.2; echo saved > `+kept+`; exit 0' TERM; touch "$FOLDER/started"; while :; do sleep 0.05; done`, 10*time.Second)
	await(t, "start", func() bool { return exists(filepath.Join(folder, "started")) })
	p.Stop()
	if !exists(kept) {
		t.Error("the program was killed before it had done what it does on SIGTERM")
	}
}

func TestTheRequestToEndIsTheProgramsOwn(t *testing.T) {
	kept, folder := filepath.Join(t.TempDir(), "kept"), guard.NewFolder()
	cmd := exec.Command("sh", "-c", `trap 'echo asked > `+kept+`; exit 0' INT; trap 'exit 1' TERM; touch "$FOLDER/started"; while :; do sleep 0.05; done`)
	cmd.Env = append(os.Environ(), "FOLDER="+folder)
	p, err := guard.Start(guard.Program{Cmd: cmd, Folder: folder, Request: syscall.SIGINT, Grace: 10 * time.Second})
	if err != nil {
		t.Fatal(err)
	}
	await(t, "start", func() bool { return exists(filepath.Join(folder, "started")) })
	p.Stop()
	if !exists(kept) {
		t.Error("the program was not asked by SIGINT")
	}
}

func TestAnotherUser(t *testing.T) {
	id := syscall.Credential{Uid: uint32(os.Getuid()), Gid: uint32(os.Getgid()), NoSetGroups: true}
	if os.Getuid() == 0 {
		id = syscall.Credential{Uid: 65534, Gid: 65533} // of nobody
	}
	log, err := guard.NewLog()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command("sh", "-c", "id -u; id -g")
	cmd.Stdout, cmd.SysProcAttr = log, &syscall.SysProcAttr{Credential: &id}
	p, err := guard.Start(guard.Program{Cmd: cmd, Folder: guard.NewFolder(), Grace: time.Second})
	if err != nil {
		t.Fatal(err)
	}
	<-p.Done()
	told := make([]byte, 100)
	n, _ := log.ReadAt(told, 0)
	if got, want := string(told[:n]), fmt.Sprintf("%d\n%d\n", id.Uid, id.Gid); got != want {
		t.Errorf("the program runs as %q, want %q", got, want)
	}
}

func TestKill9(t *testing.T) {
	for _, victim := range []string{"owner", "guard"} {
		t.Run(victim, func(t *testing.T) {
			folder := guard.NewFolder()
			owner := exec.Command(os.Args[0], "owner", folder, family+"sleep 1000")
			owner.Env = append(os.Environ(), "FOLDER="+folder)
			if err := owner.Start(); err != nil {
				t.Fatal(err)
			}
			defer owner.Wait()
			defer owner.Process.Kill()
			await(t, "start", func() bool { return exists(filepath.Join(folder, "started")) })
			pid := map[string]int{"owner": owner.Process.Pid, "guard": guardOf(t, owner.Process.Pid)}[victim]
			if err := syscall.Kill(pid, syscall.SIGKILL); err != nil {
				t.Fatal(err)
			}
			await(t, "end of the owner", func() bool { return owner.Process.Signal(syscall.Signal(0)) != nil || state(owner.Process.Pid) == "Z" })
			await(t, "end of the family", func() bool { return len(with(folder)) == 0 && !exists(folder) })
		})
	}
}

func TestSweepRemovesWhatTwoKillsHaveLeft(t *testing.T) {
	folder := guard.NewFolder()
	owner := exec.Command(os.Args[0], "owner", folder, family+"sleep 1000")
	owner.Env = append(os.Environ(), "FOLDER="+folder)
	if err := owner.Start(); err != nil {
		t.Fatal(err)
	}
	await(t, "start", func() bool { return exists(filepath.Join(folder, "started")) })
	old := time.Now().Add(-time.Hour)
	if err := os.Chtimes(folder, old, old); err != nil {
		t.Fatal(err)
	}
	guard.Sweep()
	if !exists(folder) {
		t.Fatal("the folder of a guard that lives is gone")
	}
	itsGuard := guardOf(t, owner.Process.Pid)
	owner.Process.Signal(syscall.SIGSTOP) // so that it does not clean up between the two
	syscall.Kill(itsGuard, syscall.SIGKILL)
	owner.Process.Kill()
	owner.Wait()
	await(t, "end of the guard", func() bool { return state(itsGuard) == "" || state(itsGuard) == "Z" })
	await(t, "end of the family", func() bool { // a killed guard keeps its lock until its last thread has ended
		guard.Sweep()
		return len(with(folder)) == 0 && !exists(folder)
	})
}

func TestStartSaysWhatIsMissing(t *testing.T) {
	p, err := guard.Start(guard.Program{Cmd: exec.Command("/nowhere/program"), Folder: filepath.Join(t.TempDir(), "folder"), Grace: time.Second})
	if err != nil {
		t.Fatal(err)
	}
	if got := fmt.Sprint(p.Err()); got != "exit status 127" {
		t.Errorf("a program that does not exist ended with %q, want exit status 127, as a shell says", got)
	}
}

func TestStartNeedsAFolder(t *testing.T) {
	_, err := guard.Start(guard.Program{Cmd: exec.Command("true"), Folder: t.TempDir(), Grace: time.Second})
	if err == nil || !strings.Contains(err.Error(), "no folder") {
		t.Errorf("a folder that is there already gave %v, want an error", err)
	}
}

func TestAFailedPreparationLeavesNothing(t *testing.T) {
	folder := guard.NewFolder()
	want := errors.New("disk full")
	_, err := guard.Start(guard.Program{Cmd: exec.Command("sleep", "1000", folder), Folder: folder, Prepare: func() error { return want }, Grace: time.Second})
	if err != want {
		t.Errorf("Start gave %v, want the error of Prepare", err)
	}
	nothingLeft(t, folder)
}

func nothingLeft(t *testing.T, folder string) {
	t.Helper()
	if left := with(folder); len(left) > 0 {
		t.Errorf("processes are left: %q", left)
	}
	if exists(folder) {
		t.Errorf("the folder %s is left", folder)
	}
}

// with is the command line of each process that names the folder.
func with(folder string) (list []string) {
	files, _ := filepath.Glob("/proc/[0-9]*/cmdline")
	for _, file := range files {
		if text, _ := os.ReadFile(file); strings.Contains(string(text), folder) && file != fmt.Sprintf("/proc/%d/cmdline", os.Getpid()) {
			list = append(list, strings.ReplaceAll(string(text), "\x00", " "))
		}
	}
	return list
}

// guardOf is the only child of an owner.
func guardOf(t *testing.T, owner int) int {
	t.Helper()
	files, _ := filepath.Glob("/proc/[0-9]*/stat")
	for _, file := range files {
		stat, _ := os.ReadFile(file)
		_, rest, _ := strings.Cut(string(stat), ") ")
		if fields := strings.Fields(rest); len(fields) > 1 && fields[1] == fmt.Sprint(owner) {
			pid, _ := strconv.Atoi(filepath.Base(filepath.Dir(file)))
			return pid
		}
	}
	t.Fatalf("process %d has no guard", owner)
	return 0
}

func state(pid int) string {
	stat, _ := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	_, rest, _ := strings.Cut(string(stat), ") ")
	state, _, _ := strings.Cut(rest, " ")
	return state
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

func isDone(p *guard.Process) bool {
	select {
	case <-p.Done():
		return true
	default:
		return false
	}
}

func await(t *testing.T, what string, is func() bool) {
	t.Helper()
	for deadline := time.Now().Add(20 * time.Second); !is(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("the %s has not come within 20 s", what)
		}
	}
}

// follow ends soon after its parent, if that is go; else it lives on until somebody removes the file that it makes.
func follow() {
	ctx, cancel := guard.WithGoRun(context.Background())
	defer cancel()
	file := os.Args[2]
	os.WriteFile(file, nil, 0o666)
	for ctx.Err() == nil && exists(file) {
		time.Sleep(10 * time.Millisecond)
	}
	if ctx.Err() != nil {
		os.WriteFile(file, []byte("ended with its parent"), 0o666)
	}
	os.Exit(0)
}

func TestWithGoRun(t *testing.T) {
	shell, err := exec.LookPath("sh")
	if err != nil {
		t.Fatal(err)
	}
	for parent, follows := range map[string]bool{"go": true, "bash": false} {
		t.Run(parent, func(t *testing.T) {
			dir := t.TempDir()
			program, file := filepath.Join(dir, parent), filepath.Join(dir, "file")
			if err := os.Symlink(shell, program); err != nil { // a process is named after the file that it was started from
				t.Fatal(err)
			}
			cmd := exec.Command(program, "-c", `"$0" follower "$1" & wait`, os.Args[0], file)
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			await(t, "start", func() bool { return exists(file) })
			cmd.Process.Kill()
			cmd.Wait()
			if follows {
				await(t, "end with go", func() bool { text, _ := os.ReadFile(file); return len(text) > 0 })
				return
			}
			time.Sleep(600 * time.Millisecond) // three looks at the parent
			if text, _ := os.ReadFile(file); len(text) > 0 {
				t.Error("it ended with a shell, want that it lives on")
			}
		})
	}
}
