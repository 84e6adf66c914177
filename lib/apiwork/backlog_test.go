package apiwork

import (
	"context"
	"errors"
	"net"
	"testing"
)

func TestFullBacklogIsLeft(t *testing.T) {
	cancelled, cancel := context.WithCancel(t.Context())
	cancel()
	over := make(chan struct{})
	close(over)
	tests := []struct {
		name string
		ctx  context.Context
		over chan struct{}
		want error
	}{
		{"when the request is called off", cancelled, nil, context.Canceled},
		{"when the trial is over", t.Context(), over, net.ErrClosed},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			b := make(backlog, 1)
			b <- struct{}{}
			if err := b.enter(test.ctx, test.over); !errors.Is(err, test.want) {
				t.Errorf("error is %v, want %v", err, test.want)
			}
		})
	}
}

func TestBacklogGivesPlacesBack(t *testing.T) {
	b := make(backlog, 2)
	for range 10 { // a place that is given back twice is no harm
		if err := b.enter(t.Context(), nil); err != nil {
			t.Fatal(err)
		}
		b.leave()
		b.leave()
	}
	if len(b) != 0 {
		t.Errorf("%d places are taken, want 0", len(b))
	}
}

func TestNoBacklogBoundsNothing(t *testing.T) {
	var b backlog
	for range 2 * awaiting {
		if err := b.enter(t.Context(), nil); err != nil {
			t.Fatal(err)
		}
	}
	b.leave()
}

func TestServerEmptiesBacklog(t *testing.T) {
	f, c := stage(t, Fetch{Requests: 1})
	for range 3 * awaiting { // more connections than places, one after the other
		one := *c
		one.client = newClient(f.fetch, f.backlog)
		if _, err := one.unit(t.Context(), 0); err != nil {
			t.Fatal(err)
		}
		one.client.close()
	}
	if len(f.backlog) > 0 {
		t.Errorf("%d places of the backlog are still taken", len(f.backlog))
	}
}
