package output

import (
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"

	"threadboost/lib/show"
)

// cells are programs that this test's executable becomes when it is started with their name in the variable cellEnv.
var cells = map[string]func(){
	"returns": func() { inTurn() },
	"panics":  func() { inTurn(); panic("on purpose") },
	"exits":   func() { inTurn(); os.Exit(3) },
	"interrupted": func() {
		inTurn()
		self, _ := os.FindProcess(os.Getpid())
		self.Signal(os.Interrupt)
		select {}
	},
	"crowd": crowd,
	"noise": func() {
		for range 20_000 {
			io.WriteString(os.Stdout, noise)
		}
	},
}

const (
	cellEnv = "THREADBOOST_OUTPUT_TEST"
	turns   = 40
	noise   = "noise of a child\n"
)

func TestMain(m *testing.M) {
	if cell := cells[os.Getenv(cellEnv)]; cell != nil {
		cell()
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// inTurn prints and shows in turn, with figures of many frames.
func inTurn() {
	for i := range turns {
		fmt.Printf("printed %d €\n", i)
		show.HTML(fmt.Sprintf("shown %d%s", i, strings.Repeat(".", 1000*i)), "")
	}
}

// crowd shows from several goroutines, while others print and a child writes to the same pipe.
func crowd() {
	child := exec.Command(os.Args[0])
	child.Env = append(os.Environ(), cellEnv+"=noise")
	child.Stdout = os.Stdout
	if err := child.Start(); err != nil {
		panic(err)
	}
	var all sync.WaitGroup
	for g := range 4 {
		all.Go(func() {
			for i := range turns {
				fmt.Printf("printed by %d: %d\n", g, i)
				show.HTML(fmt.Sprintf("shown by %d: %d %s", g, i, strings.Repeat(".", 50_000)), "")
			}
		})
	}
	all.Wait()
	child.Wait()
}

// run runs a cell and returns the events of its standard output.
func run(t *testing.T, cell string) []Event {
	t.Helper()
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	cmd := exec.CommandContext(t.Context(), os.Args[0])
	cmd.Env = append(os.Environ(), cellEnv+"="+cell, show.DisplayEnv+"="+show.InBand)
	cmd.Stdout = w
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	w.Close()
	defer cmd.Wait()
	var d Decoder
	var events []Event
	chunk := make([]byte, 5000)
	for {
		n, err := r.Read(chunk)
		events = append(events, d.Feed(chunk[:n])...)
		if err != nil {
			return append(events, d.Close()...)
		}
	}
}

// TestShowIsUnderstood runs real programs, which end in every way that a cell can.
func TestShowIsUnderstood(t *testing.T) {
	var want []string
	for i := range turns {
		want = append(want, fmt.Sprintf("text %q", fmt.Sprintf("printed %d €\n", i)), fmt.Sprintf(`display_data  "shown %d%s"`, i, strings.Repeat(".", 1000*i)))
	}
	for _, cell := range []string{"returns", "panics", "exits", "interrupted"} {
		t.Run(cell, func(t *testing.T) {
			if got := script(run(t, cell)); got != strings.Join(want, "\n") {
				t.Errorf("a cell that %s shows %.2000s", cell, got)
			}
		})
	}
}

// TestKilledInTheMiddle kills a cell while it writes: what had arrived is shown, and one note tells of the rest.
func TestKilledInTheMiddle(t *testing.T) {
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), cellEnv+"=returns", show.DisplayEnv+"="+show.InBand)
	cmd.Stdout = w
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	w.Close()
	var d Decoder
	var events []Event
	chunk := make([]byte, 100_000)
	n, _ := io.ReadFull(r, chunk) // the cell has more: it waits for the pipe
	events = append(events, d.Feed(chunk[:n])...)
	cmd.Process.Kill()
	cmd.Wait()
	rest, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	events = append(events, d.Feed(rest)...)
	events = append(events, d.Close()...)
	notes := 0
	for _, e := range events {
		if e.Note != "" {
			notes++
		}
	}
	got := script(events)
	if !strings.HasPrefix(got, "text \"printed 0 €\\n\"\ndisplay_data  \"shown 0\"\n") || strings.Contains(got, prefix) || notes > 1 {
		t.Errorf("%d notes in %.1000s", notes, got)
	}
}
