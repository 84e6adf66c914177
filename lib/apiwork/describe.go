package apiwork

import (
	"fmt"
	"strconv"
	"strings"

	"threadboost/lib/internal/quantity"
)

// String describes the work, such as "500 requests of 1 KiB, latency 10 ms, 1 % errors, 3 attempts, open loop 200/s". What is left out
// of the Fetch is left out of it.
func (f Fetch) String() string {
	f = f.withDefaults()
	parts := []string{fmt.Sprintf("%s of %v", count(f.Requests, "request"), f.Payload)}
	say := func(is bool, format string, args ...any) {
		if is {
			parts = append(parts, fmt.Sprintf(format, args...))
		}
	}
	say(f.Latency != nil, "latency %v", f.Latency)
	say(f.Errors != 0, "%s %% errors", quantity.Number(100*f.Errors))
	say(f.Pauses.Length != 0, "%v", f.Pauses)
	say(f.Timeout != 0, "timeout %s", duration(f.Timeout))
	say(f.Retry.Attempts != 1, "%v", f.Retry)
	say(f.Hedge != 0, "hedged after %s", duration(f.Hedge))
	say(f.Arrivals.open(), "%v", f.Arrivals)
	say(f.Connections != 0, "at most %s", count(f.Connections, "connection"))
	say(f.HTTP2, "HTTP/2")
	say(f.Seed != 0, "seed %d", f.Seed)
	return strings.Join(parts, ", ")
}

func count(n int, what string) string {
	if n != 1 {
		what += "s"
	}
	return strconv.Itoa(n) + " " + what
}
