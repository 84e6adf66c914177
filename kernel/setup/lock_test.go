package setup

import (
	"os"
	"strings"
	"testing"
)

func TestHoldKeepsUninstallAway(t *testing.T) {
	env := Env{Root: t.TempDir()}
	if err := os.MkdirAll(env.Dir(), 0o777); err != nil {
		t.Fatal(err)
	}
	first, err := env.Hold()
	if err != nil {
		t.Fatal(err)
	}
	second, err := env.Hold()
	if err != nil {
		t.Fatalf("a second Hold: %v; several runs may use it at once", err)
	}
	second()
	if err := Uninstall(env); err == nil || !strings.Contains(err.Error(), "end it first") {
		t.Errorf("Uninstall in use = %v, want an error that says what to do", err)
	}
	first()
	if err := Uninstall(env); err != nil {
		t.Errorf("Uninstall after release = %v", err)
	}
	if _, err := os.Stat(env.Dir()); !os.IsNotExist(err) {
		t.Errorf("after Uninstall %s is still there", env.Dir())
	}
}
