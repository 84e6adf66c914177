package soak

import (
	"context"
	"fmt"
	"math/rand/v2"
	"strings"
	"time"

	"threadboost/kernel/supervise/kerneltest"
	"threadboost/kernel/supervise/zmtp"
)

// A question is something that a client asks beside the cells.
type question struct {
	kind    string
	content map[string]any
	want    string // in the reply's content
}

var questions = []question{
	{"complete_request", map[string]any{"code": "%%\nfmt.Printl", "cursor_pos": 13}, "Println"},
	{"inspect_request", map[string]any{"code": "%%\nfmt.Println", "cursor_pos": 12}, "status"},
	{"is_complete_request", map[string]any{"code": "%%\nfor {"}, "incomplete"},
	{"history_request", map[string]any{"hist_access_type": "tail", "n": 10}, "history"},
	{"kernel_info_request", map[string]any{}, "threadboost"},
	{"comm_info_request", map[string]any{}, "comms"},
}

// talk asks and asks, whatever the kernel does meanwhile.
func (s *soak) talk(ctx context.Context, c *kerneltest.Client) {
	for ctx.Err() == nil && s.goesOn() {
		q := questions[rand.N(len(questions))]
		channel := []kerneltest.Channel{kerneltest.Shell, kerneltest.Control}[rand.N(2)]
		r, err := c.Request(within(ctx), channel, q.kind, q.content)
		if err == nil && !strings.Contains(string(r.Reply.Content), q.want) {
			err = fmt.Errorf("want %s in the reply, got %v", q.want, r)
		}
		s.note(ctx, q.kind, err)
		s.mu.Lock()
		s.asked++
		s.mu.Unlock()
		pause(ctx, rand.N(500*time.Millisecond))
	}
}

// visit lets clients come, ask, hear nothing of the answer, and vanish.
func (s *soak) visit(ctx context.Context) {
	for ctx.Err() == nil && s.goesOn() {
		s.note(ctx, "a visitor", s.visitor(ctx))
		s.mu.Lock()
		s.visits++
		s.mu.Unlock()
	}
}

// visitor also listens to some of what is published without reading it.
func (s *soak) visitor(ctx context.Context) error {
	deaf, err := zmtp.DialSub(within(ctx), s.kernel.Endpoint(kerneltest.IOPub), []string{"status"}, zmtp.Options{})
	if err != nil {
		return err
	}
	defer deaf.Close()
	c, err := s.kernel.Connect(within(ctx))
	if err != nil {
		return err
	}
	c.Begin(kerneltest.Shell, "kernel_info_request", struct{}{})
	c.Close()
	pause(ctx, rand.N(10*time.Second))
	return s.kernel.Beat(within(ctx))
}

func pause(ctx context.Context, d time.Duration) {
	select {
	case <-time.After(d):
	case <-ctx.Done():
	}
}
