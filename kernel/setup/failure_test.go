package setup

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"syscall"
	"testing"
)

// The outputs are what pip 23 and 25, uv and go 1.26 print.
func TestExplain(t *testing.T) {
	cases := []struct{ name, output, want string }{
		{"pip, no network", "WARNING: Retrying (Retry(total=0)) after connection broken by 'NewConnectionError(...: [Errno -3] Temporary failure in name resolution')'\n" +
			"ERROR: Could not find a version that satisfies the requirement anyio==4.16.0 (from versions: none)\nERROR: No matching distribution found for anyio==4.16.0",
			"cannot be reached"},
		{"uv, no network", "error: Failed to fetch: `https://host/simple/anyio/`\n  Caused by: dns error: failed to lookup address information", "cannot be reached"},
		{"go, no network", "gopls@v0.21.1: Get \"https://host/x.zip\": dial tcp: lookup host on 127.0.0.53:53: no such host", "cannot be reached"},
		{"certificate of a proxy", "SSLError(SSLCertVerificationError(1, '[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed'))", "cannot be reached"},
		{"full disk", "ERROR: Could not install packages due to an OSError: [Errno 28] No space left on device", "disk is full"},
		{"go, full disk", "link: write /x: no space left on device", "disk is full"},
		{"pip, other file", "ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE.", "not the one that was pinned"},
		{"go, other file", "verifying module: checksum mismatch", "not the one that was pinned"},
		{"no build", "ERROR: No matching distribution found for pyzmq==27.0.0", "no build for this Python"},
		{"anything else", "Segmentation fault", "Segmentation fault"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			err := explain(t.Context(), Env{Root: "/r"}, "Python packages", &programError{[]string{"pip"}, errors.New("exit status 1"), c.output})
			for _, want := range []string{"setup: Python packages: ", c.want, "exit status 1", "/r/.threadboost/setup.log"} {
				if !strings.Contains(err.Error(), want) {
					t.Errorf("explain = %q, want %q in it", err, want)
				}
			}
		})
	}
}

func TestExplainKeepsWhatIsClear(t *testing.T) {
	clear := errors.New("setup: no Python on PATH")
	if got := explain(t.Context(), Env{}, "step", clear); got != clear {
		t.Errorf("explain = %v, want the error as it was", got)
	}
	if got := explain(t.Context(), Env{}, "step", fmt.Errorf("write x: %w", syscall.ENOSPC)); !strings.Contains(got.Error(), "free some space") {
		t.Errorf("explain of ENOSPC = %v, want advice", got)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if got := explain(ctx, Env{}, "step", clear); got != context.Canceled {
		t.Errorf("explain after an interrupt = %v, want %v", got, context.Canceled)
	}
}

func TestQuoteIsShort(t *testing.T) {
	got := quote("1\n2\n\n3\n4\n5\n6\n")
	if want := "    2\n    3\n    4\n    5\n    6\n"; got != want {
		t.Errorf("quote = %q, want %q", got, want)
	}
}
