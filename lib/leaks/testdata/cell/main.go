// Command cell leaves goroutines behind as the cells of learners do. Comments with an @ name the lines that its report tells.
package main

import (
	"context"
	"fmt"
	"iter"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"os/signal"
	"runtime"
	"sync"
	"time"

	"threadboost/lib/leaks"
)

var (
	made   = make(chan int)
	none   chan int
	mutex  sync.Mutex
	guard  sync.RWMutex
	group  sync.WaitGroup
	change = sync.NewCond(new(sync.Mutex))
)

func send() { made <- 1 } // @inSend

var scenarios = map[string]func(){
	"nothing":  func() {},
	"finished": func() { group.Go(func() {}); group.Wait() },
	"ending": func() {
		go func() { time.Sleep(5 * time.Millisecond) }()
	},
	"send": func() {
		for range 3 {
			go func() { // @send
				made <- 1 // @sendWaits
			}()
		}
	},
	"sendNil": func() {
		go func() { none <- 1 }() // @sendNil
	},
	"receive": func() {
		go func() { // @receive
			for range made { // @receiveWaits
			}
		}()
	},
	"receiveNil": func() {
		go func() { <-none }() // @receiveNil
	},
	"select": func() {
		go func() { // @select
			select { // @selectWaits
			case <-made:
			case made <- 1:
			}
		}()
	},
	"selectNothing": func() {
		go func() { select {} }() // @selectNothing
	},
	"sleep": func() {
		go time.Sleep(time.Hour) // @sleep
	},
	"mutex": func() {
		mutex.Lock()
		go func() { mutex.Lock() }() // @mutex
	},
	"readLock": func() {
		guard.Lock()
		go func() { guard.RLock() }() // @readLock
	},
	"writeLock": func() {
		guard.RLock()
		go func() { guard.Lock() }() // @writeLock
	},
	"group": func() {
		group.Add(1)
		go group.Wait() // @group
	},
	"cond": func() {
		go func() { // @cond
			change.L.Lock()
			change.Wait() // @condWaits
		}()
	},
	"runs": func() {
		go func() { // @runs
			for {
				runtime.Gosched()
			}
		}()
	},
	"pipe": func() {
		r, _, err := os.Pipe()
		check(err)
		go r.Read(make([]byte, 1)) // @pipe
	},
	"helper": func() {
		go send() // @helper
	},
	"waitGroupGo": func() {
		group.Go(func() { // @waitGroupGo
			fmt.Sprint()
			send()
		})
	},
	"afterFunc": func() {
		time.AfterFunc(0, func() { // @afterFunc
			send()
		})
		time.Sleep(20 * time.Millisecond)
	},
	"pull": func() {
		next, _ := iter.Pull(func(yield func(int) bool) { // @pull
			yield(1) // @pullWaits
		})
		next()
	},
	"server": func() {
		httptest.NewServer(http.NotFoundHandler())
	},
	"command": func() {
		cmd := exec.Command("sleep", "60")
		in, out, err := os.Pipe()
		check(err)
		cmd.Stdin, cmd.Stdout = in, new(nowhere)
		check(cmd.Start())
		killAtEnd = append(killAtEnd, cmd.Process)
		_ = out
	},
	"signals": func() {
		signal.Notify(make(chan os.Signal, 1), os.Interrupt)
	},
	"context": func() {
		own := parent{Context: context.Background(), done: make(chan struct{})}
		context.WithCancel(own)
	},
	"two": func() {
		go send() // @twoFirst
		for range 10 {
			go func() { <-none }() // @twoSecond
		}
	},
	"panic": func() {
		go send() // @panic
		panic("at the end")
	},
	"goexit": func() {
		go send()                                          // @goexit
		time.AfterFunc(time.Second, func() { os.Exit(0) }) // or the program, without a main, would wait for ever
		runtime.Goexit()
	},
	"exit": func() {
		go send()
		os.Exit(0)
	},
}

// parent is a context that the package context does not know: it needs a goroutine to watch it.
type parent struct {
	context.Context
	done chan struct{}
}

func (p parent) Done() <-chan struct{} { return p.done }

type nowhere struct{}

func (*nowhere) Write(p []byte) (int, error) { return len(p), nil }

var killAtEnd []*os.Process

// early is there before main.
var early = func() bool {
	if len(os.Args) > 2 {
		go func() { <-made }() // @early
	}
	return true
}()

func main() {
	defer func() {
		for _, p := range killAtEnd {
			p.Kill()
		}
	}()
	defer leaks.Watch()()
	scenarios[os.Args[1]]()
}

func check(err error) {
	if err != nil {
		panic(err)
	}
}
