//go:build !linux || !(amd64 || arm64)

package filework

import (
	"strings"
	"testing"
)

func TestColdIsRefused(t *testing.T) {
	_, err := Read{Cold: true, Dir: t.TempDir()}.Prepare(t.Context())
	if err == nil || !strings.Contains(err.Error(), "cold reads need posix_fadvise of Linux") {
		t.Errorf("error is %v, want that cold reads need Linux", err)
	}
}
