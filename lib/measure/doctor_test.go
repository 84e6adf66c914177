package measure

import (
	"context"
	"strings"
	"testing"
	"time"
)

func TestProcessors(t *testing.T) {
	for _, test := range []struct {
		name string
		m    Machine
		ok   bool
		want string // in what was found or the repair
	}{
		{"all cores", Machine{Cores: 8, GOMAXPROCS: 8}, true, "8 cores, GOMAXPROCS 8, no limit"},
		{"a limit that Go knows", Machine{Cores: 8, GOMAXPROCS: 2, CgroupCPUs: 2}, true, "allows 2"},
		{"a limit of a part of a core", Machine{Cores: 8, GOMAXPROCS: 2, CgroupCPUs: 1.5}, true, "allows 1.5"},
		{"more threads than the limit", Machine{Cores: 8, GOMAXPROCS: 8, CgroupCPUs: 2}, false, "set GOMAXPROCS=2"},
		{"a limit below one core", Machine{Cores: 8, GOMAXPROCS: 2, CgroupCPUs: 0.5}, false, "set GOMAXPROCS=1"},
		{"more threads than cores", Machine{Cores: 2, GOMAXPROCS: 8}, false, "set it to 2"},
		{"fewer threads than cores", Machine{Cores: 8, GOMAXPROCS: 4}, false, "unset GOMAXPROCS"},
		{"fewer threads than the limit", Machine{Cores: 8, GOMAXPROCS: 1, CgroupCPUs: 4}, false, "unset GOMAXPROCS"},
	} {
		t.Run(test.name, func(t *testing.T) {
			f := processors(test.m, "linux")[0]
			if f.OK != test.ok || !strings.Contains(f.Found+f.Repair, test.want) || f.OK != (f.Effect == "") {
				t.Errorf("finding is %+v, want ok %t with %q", f, test.ok, test.want)
			}
		})
	}
}

func TestFrequency(t *testing.T) {
	const governor, boost, noTurbo = "devices/system/cpu/cpu0/cpufreq/scaling_governor", "devices/system/cpu/cpufreq/boost", "devices/system/cpu/intel_pstate/no_turbo"
	for _, test := range []struct {
		name  string
		files map[string]string
		want  map[string]bool
	}{
		{"a system that does not tell", nil, map[string]bool{}},
		{"quiet", map[string]string{governor: "performance", boost: "0"}, map[string]bool{"governor": true, "turbo": true}},
		{"saving power", map[string]string{governor: "powersave", noTurbo: "0"}, map[string]bool{"governor": false, "turbo": false}},
	} {
		t.Run(test.name, func(t *testing.T) { has(t, frequency(folder(t, test.files)), test.want) })
	}
}

func has(t *testing.T, findings []Finding, want map[string]bool) {
	t.Helper()
	if len(findings) != len(want) {
		t.Errorf("findings are %+v, want %v", findings, want)
	}
	for _, f := range findings {
		if f.OK != want[f.Name] || f.OK != (f.Repair == "") || f.Found == "" {
			t.Errorf("finding is %+v, want ok %t, and a repair only where something is wrong", f, want[f.Name])
		}
	}
}

func TestPressure(t *testing.T) {
	some := func(share string) string {
		return "some avg10=" + share + " avg60=7.59 avg300=9 total=215\nfull avg10=0.00 avg60=0.00"
	}
	has(t, pressure(folder(t, map[string]string{"memory": some("0.27"), "io": some("12.50")})), map[string]bool{"memory pressure": true, "disk pressure": false})
	has(t, pressure(t.TempDir()), nil)
}

func TestOthers(t *testing.T) {
	has(t, others(Usage{Others: 1200 * time.Millisecond}, 2*time.Second), map[string]bool{"other programs": false, "steal": true, "throttling": true})
	has(t, others(Usage{Stolen: time.Second, Throttled: time.Second}, 2*time.Second), map[string]bool{"other programs": true, "steal": false, "throttling": false})
}

func TestJudgeAlike(t *testing.T) {
	for _, test := range []struct {
		name string
		a, b []float64
		ok   bool
	}{
		{"the same", []float64{100, 101, 99, 100, 100}, []float64{100, 100, 101, 99, 100}, true},
		{"one far off", []float64{100, 101, 99, 100, 900}, []float64{100, 100, 101, 99, 100}, true},
		{"apart", []float64{110, 111, 109, 110, 110}, []float64{100, 100, 101, 99, 100}, false},
		{"wide", []float64{80, 90, 100, 120, 140}, []float64{80, 90, 100, 120, 140}, false},
	} {
		if f := judgeAlike(test.a, test.b); f.OK != test.ok {
			t.Errorf("%s: finding is %+v, want ok %t", test.name, f, test.ok)
		}
	}
}

func TestDoctorLooksAtThisMachine(t *testing.T) {
	seen := make(map[string]bool)
	for _, f := range Doctor(t.Context()) {
		t.Logf("%+v", f)
		seen[f.Name] = true
		if f.Found == "" || f.OK != (f.Effect == "") || f.OK != (f.Repair == "") {
			t.Errorf("finding is %+v, want effect and repair where something is wrong, and only there", f)
		}
	}
	for _, name := range []string{"processors", "clock", "timers", "A/A spread"} {
		if !seen[name] {
			t.Errorf("nothing was found about %s", name)
		}
	}
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	for _, f := range Doctor(ended) {
		if f.Name == "A/A spread" {
			t.Error("called off, the doctor went on")
		}
	}
}
