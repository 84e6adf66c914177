package setup

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"syscall"
)

// cause is what the output of pip, uv or go tells about why it failed, and what to do.
type cause struct {
	sign   *regexp.Regexp
	advice string
}

const (
	fullDisk  = "the disk is full: about 0.5 GB is needed in this folder and 1 GB in Go's caches; free some space and try again"
	noNetwork = "the package index cannot be reached: check the network, and the proxy settings (HTTPS_PROXY, GOPROXY, pip's configuration) if there is a proxy, and try again"
)

var causes = []cause{
	{regexp.MustCompile(`(?i)no space left on device|disk quota exceeded|\bENOSPC\b`), fullDisk},
	{regexp.MustCompile(`DO NOT MATCH THE HASHES|[Hh]ash mismatch|checksum mismatch`),
		"a package that was downloaded is not the one that was pinned: the package index or a proxy changed it; do not use it"},
	{regexp.MustCompile(`(?i)temporary failure in name resolution|name or service not known|no such host|connection refused|` +
		`network is unreachable|max retries exceeded|NewConnectionError|connection timed out|i/o timeout|dial tcp|` +
		`dns error|error sending request|proxyerror|certificate verify failed|x509:`), noNetwork},
	{regexp.MustCompile(`No matching distribution found|has no wheels`),
		"a pinned Python package has no build for this Python or machine, or the package index does not have it: try a Python from 3.10 to 3.13, or the default index"},
}

// A programError is a program that failed, with the end of its output.
type programError struct {
	argv   []string
	err    error
	output string
}

func (e *programError) Error() string { return fmt.Sprintf("%s: %v", e.argv[0], e.err) }
func (e *programError) Unwrap() error { return e.err }

// explain makes the one message that a user sees when a step failed.
func explain(ctx context.Context, env Env, name string, err error) error {
	var failed *programError
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case errors.Is(err, syscall.ENOSPC), errors.Is(err, syscall.EDQUOT):
		return fmt.Errorf("setup: %s: %s (%w)", name, fullDisk, err)
	case errors.As(err, &failed):
		return fmt.Errorf("setup: %s: %s\n%s%w\nall output is in %s", name, diagnose(failed.output), quote(failed.output), err, env.Log())
	}
	return err
}

func diagnose(output string) string {
	for _, c := range causes {
		if c.sign.MatchString(output) {
			return c.advice
		}
	}
	return "a program failed and said:"
}

// quote is the last lines of an output, indented, and each no longer than two lines of a terminal.
func quote(output string) string {
	const most, width = 5, 160
	lines := slices.DeleteFunc(strings.Split(output, "\n"), func(l string) bool { return strings.TrimSpace(l) == "" })
	lines = lines[max(0, len(lines)-most):]
	var b strings.Builder
	for _, l := range lines {
		fmt.Fprintf(&b, "    %.*s\n", width, strings.TrimSpace(l))
	}
	return b.String()
}
