package boost

import (
	"fmt"
	"time"

	"threadboost/lib/internal/quantity"
	"threadboost/lib/lab"
	"threadboost/lib/show"
)

// A bar is the progress of a run. While it runs it is a progress element; at the end one line remains.
type bar struct {
	name  string
	live  *show.Live
	shown time.Time
}

// refresh is how often the bar moves at the most: each move is a round trip to the notebook, between two trials.
const refresh = 100 * time.Millisecond

func newBar(name string) *bar { return &bar{name: name, live: show.NewLive()} }

func (b *bar) observe(p lab.Progress) {
	if p.Model == "" || time.Since(b.shown) < refresh {
		return
	}
	b.shown = time.Now()
	if p.Trials == 0 { // the results decide how many
		text := fmt.Sprintf("%s: round %d, until it is precise, %s", b.name, p.Round, p.Model)
		b.live.Update("<progress></progress>"+show.Small(text), text)
		return
	}
	text := fmt.Sprintf("%s: round %d of %d, %s", b.name, p.Round, p.Rounds, p.Model)
	markup := fmt.Sprintf(`<progress value="%d" max="%d"></progress>`, p.Done, p.Trials) + show.Small(text)
	b.live.Update(markup, fmt.Sprintf("%s (%d/%d)", text, p.Done, p.Trials))
}

// finish leaves one line that says what was measured, how long that took and where it is.
func (b *bar) finish(r *lab.Results) {
	b.stop(fmt.Sprintf("%d trials measured in %s on %s, stored as %s", len(r.Trials), quantity.Duration(r.ElapsedMS*1e6), machine(r), r.ID))
}

func (b *bar) stop(text string) {
	line := b.name + ": " + text
	b.live.Done(show.Small(line), line)
}
