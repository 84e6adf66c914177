package model

import (
	"context"
	"fmt"

	"threadboost/lib/lab"
)

// Actors gives each state that units touch one owner: an actor with a mailbox, which does the units of its states one after the other,
// in their order. No state needs a lock, since nobody but its owner touches it.
//
// Elsewhere: Erlang and Elixir processes, Akka, Orleans, partitions of a Kafka topic, Redis, a goroutine that owns a map.
//
// Cost of a unit: 130 ns (BenchmarkUnit).
//
// Choose it when units change shared state and can be told apart by a key (an account, a user, a device), and their order matters for
// each. Do not choose it when one key has most of the units: its actor works alone and its mailbox holds the others back. Units that share
// nothing need no owner.
type Actors struct {
	// Mailboxes is the number of actors; zero means GOMAXPROCS. A key belongs to the actor of its remainder.
	Mailboxes int
	// Queue is how many units may lie in each mailbox; zero means 16. A full one holds back whoever sends.
	Queue int
}

const mailbox = 16

// Run sends the units to their actors in their order and waits until these have done them. A job without keys is refused.
func (a Actors) Run(ctx context.Context, job *lab.Job) error {
	if job.Key == nil {
		return fmt.Errorf("model: Actors needs units that say which state they touch, but this job does not: set Job.Key, or choose Pool")
	}
	n, err := number{"Actors", "Mailboxes", a.Mailboxes}.or(cores(), job.Units)
	if err != nil {
		return err
	}
	size, err := number{"Actors", "Queue", a.Queue}.or(mailbox, job.Units)
	if err != nil {
		return err
	}
	mailboxes := make([]chan int, n)
	for w := range mailboxes {
		mailboxes[w] = make(chan int, size)
	}
	go send(ctx, job, mailboxes)
	team(n, func(w int) { serve(ctx, job, w, mailboxes[w]) })
	return ctx.Err()
}

// send puts each unit into the mailbox of its key's owner. Like submit it need not select on ctx.Done.
func send(ctx context.Context, job *lab.Job, mailboxes []chan int) {
	for i := 0; i < job.Units && ctx.Err() == nil; i++ {
		owner := job.Key(i) % uint64(len(mailboxes))
		job.Queue(i)
		mailboxes[owner] <- i
	}
	for _, m := range mailboxes {
		close(m)
	}
}
