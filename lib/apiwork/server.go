package apiwork

import (
	"context"
	"errors"
	"io"
	"log"
	"net"
	"net/http"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"threadboost/lib/internal/pause"
	"threadboost/lib/internal/payload"
)

// A server answers GET /trials/t/units/i/n, request n of unit i, after its latency with the content of the unit.
type server struct {
	fetch    Fetch
	schedule []time.Duration // when each unit is due; nil in a closed loop
	content  *payload.Source
	length   string // of each answer
	address  string
	backlog  backlog
	http     http.Server
	running  sync.WaitGroup // what accepts connections, and each connection
	failed   error          // why it stopped accepting; to be read after running

	trials sync.Map // of *visit, by number
	number atomic.Int64
}

// A visit is one trial as the server sees it.
type visit struct {
	once  sync.Once
	began time.Time // when its first request came
}

// since returns the time since the first request of the trial.
func (v *visit) since() time.Duration {
	v.once.Do(func() { v.began = time.Now() })
	return time.Since(v.began)
}

func startServer(ctx context.Context, f Fetch, content *payload.Source) (*server, error) {
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	s := &server{
		fetch: f, content: content, length: strconv.FormatInt(int64(f.Payload), 10),
		address: listener.Addr().String(),
		backlog: make(backlog, awaiting),
	}
	if f.Arrivals.open() {
		s.schedule = f.Arrivals.schedule(f.Seed, f.Requests)
	}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /trials/{trial}/units/{unit}/{request}", s.answer)
	s.http.Handler = mux
	s.http.Protocols = f.protocols()
	s.http.ConnState = s.count
	s.http.ErrorLog = log.New(io.Discard, "", 0) // the client's end of a connection reports what went wrong
	s.running.Go(func() { s.failed = s.http.Serve(listener) })
	return s, nil
}

// open begins a trial: it returns the address of its units, to which a number is to be added, and what ends it.
func (s *server) open() (url string, end func()) {
	number := strconv.FormatInt(s.number.Add(1), 10)
	s.trials.Store(number, new(visit))
	return "http://" + s.address + "/trials/" + number + "/units/", func() { s.trials.Delete(number) }
}

// count keeps account of the connections: net/http calls it when a connection is new, before Serve can return, and as the last thing
// that a connection does.
func (s *server) count(_ net.Conn, state http.ConnState) {
	switch state {
	case http.StateNew:
		s.running.Add(1)
		s.backlog.leave()
	case http.StateClosed:
		s.running.Done()
	}
}

func (s *server) answer(w http.ResponseWriter, r *http.Request) {
	trial, known := s.trials.Load(r.PathValue("trial"))
	unit := below(r.PathValue("unit"), s.fetch.Requests)
	request := below(r.PathValue("request"), 2*mostAttempts)
	if !known || unit < 0 || request < 0 {
		http.NotFound(w, r)
		return
	}
	if !s.delay(r.Context(), trial.(*visit), unit, request) {
		return
	}
	if drawError.of(s.fetch.Seed, unit, request) < s.fetch.Errors {
		http.Error(w, "an error as ordered", http.StatusServiceUnavailable)
		return
	}
	s.send(w, unit)
}

// below reads a number from 0 and below a limit; it returns -1 for all else.
func below(text string, limit int) int {
	n, err := strconv.Atoi(text)
	if err != nil || n < 0 || n >= limit {
		return -1
	}
	return n
}

// delay waits for the latency of a request, and to the end of a pause into which its answer would fall. It reports whether the client
// waited as well.
func (s *server) delay(ctx context.Context, v *visit, unit, request int) bool {
	pauses := s.fetch.Pauses.Length > 0
	if pauses {
		v.since() // the first request begins the trial
	}
	if law := s.fetch.Latency; law != nil && pause.For(ctx, law.Delay(drawLatency.of(s.fetch.Seed, unit, request))) != nil {
		return false
	}
	return !pauses || pause.For(ctx, s.fetch.Pauses.left(v.since())) == nil
}

func (s *server) send(w http.ResponseWriter, unit int) {
	w.Header().Set("Content-Type", "application/octet-stream")
	w.Header().Set("Content-Length", s.length)
	for piece := range s.content.Chunks(unit) {
		if _, err := w.Write(piece); err != nil {
			return
		}
	}
}

// stop closes the listener and every connection, and waits until all goroutines have ended. Requests that are still under way, which
// is so only after a cancelled run, are broken off.
func (s *server) stop() error {
	err := s.http.Close()
	s.running.Wait()
	if !errors.Is(s.failed, http.ErrServerClosed) {
		err = errors.Join(err, s.failed)
	}
	return err
}
