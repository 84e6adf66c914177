package boost

import (
	"context"
	"fmt"
	"time"

	"github.com/go-gota/gota/dataframe"

	"threadboost/lib/frame"
	"threadboost/lib/lab"
	"threadboost/lib/show"
	"threadboost/lib/suite"
)

// An Option changes what a ready-made experiment measures: [Scale], [Budget], [Rounds], [Under] or [Work].
type Option func(*choice)

// A choice is what options add up to.
type choice struct {
	suite.Options
	work string
}

// Scale multiplies the number of units: 2 is twice the work.
func Scale(factor float64) Option { return func(c *choice) { c.Scale = factor } }

// Budget is the time for an experiment, 15 s without this option. It ends sooner when its intervals are within 5 %, and takes longer where
// the nine rounds do that a verdict needs.
func Budget(d time.Duration) Option { return func(c *choice) { c.Options.Budget = d } }

// Rounds asks for a number of rounds in place of a budget.
func Rounds(n int) Option { return func(c *choice) { c.Options.Rounds = n } }

// Under measures under these models in place of those of the experiment. One of them should be model.Sequential.
func Under(models ...lab.Model) Option { return func(c *choice) { c.Models = models } }

// Work chooses one of the kinds of work of an area by its name, "durable writes" for example. A name that there is not ends the cell, with
// those that there are.
func Work(name string) Option { return func(c *choice) { c.work = name } }

// Files measures work on files under sequential, threaded and asynchronous models, and returns what [Run] returns. It reads cold files,
// those that have to come from the disk; with [Work] it is "warm reads", "durable writes", "copies", "search" or "slow disk".
//
//	df := boost.Files()
//	df = boost.Files(boost.Work("warm reads"), boost.Budget(5*time.Second))
func Files(options ...Option) dataframe.DataFrame { return door(suite.Files, options) }

// CPU measures computing as [Files] does work on files: "even primes", "skewed primes", "Mandelbrot", "SHA-256" or "matrix product".
func CPU(options ...Option) dataframe.DataFrame { return door(suite.CPU, options) }

// Data measures work on data: "word count", "word count, plain parser", "group by", "join" or "sort".
func Data(options ...Option) dataframe.DataFrame { return door(suite.Data, options) }

// Contention measures work on shared state: "counter by mutex", "counter by RWMutex", "counter by atomic", "counter by channel",
// "sharded counter", "false sharing", "padded", "map by mutex", "sync.Map" or "sharded map".
func Contention(options ...Option) dataframe.DataFrame { return door(suite.Contention, options) }

// API measures HTTP requests.
//
//	df := boost.API(apiwork.Fetch{Requests: 200, Latency: apiwork.Fixed(10 * time.Millisecond)})
//
// The workload is an argument because apiwork links net/http, which makes a cell's program a fifth larger: only cells that name it pay.
func API(requests lab.Workload, options ...Option) dataframe.DataFrame {
	return outside(suite.API, requests, options)
}

// CRUD measures inserts, selects, updates and deletes.
//
//	df := boost.CRUD(sqlwork.CRUD{DB: sqlitedb.Direct{}})
//	df = boost.CRUD(sqlwork.CRUD{DB: pgdb.Server{}, Batch: 100}, boost.Under(model.Sequential{}, model.Pool{Workers: 64}))
//
// The workload is an argument because it brings the database's driver with it: only cells that name one link it.
func CRUD(statements lab.Workload, options ...Option) dataframe.DataFrame {
	return outside(suite.CRUD, statements, options)
}

// Own measures work of yours, units 0 to n-1, under few workers and many: whether it waits or computes, the table shows. do returns a
// checksum of the unit's result, which must not depend on the model; 0 where there is none.
//
//	df := boost.Own("thumbnails", len(images), func(ctx context.Context, i int) (uint64, error) { return 0, shrink(images[i]) })
func Own(name string, n int, do func(ctx context.Context, i int) (sum uint64, err error), options ...Option) dataframe.DataFrame {
	e, err := suite.Own(name, lab.Func{Name: name, Units: n, Do: do}, chosen(options).Options)
	if err != nil {
		fail(fmt.Errorf("boost: %w", err))
		return dataframe.DataFrame{}
	}
	return Run(e)
}

func chosen(options []Option) choice {
	var c choice
	for _, o := range options {
		o(&c)
	}
	return c
}

// door measures an area's work.
func door(area func(suite.Options) suite.Area, options []Option) dataframe.DataFrame {
	c := chosen(options)
	e, err := area(c.Options).Experiment(c.work)
	if err != nil {
		fail(fmt.Errorf("boost: %w", err))
		return dataframe.DataFrame{}
	}
	return Run(e)
}

// outside measures work that an area is given.
func outside(area func(suite.Options, ...suite.Work) suite.Area, w lab.Workload, options []Option) dataframe.DataFrame {
	if w == nil {
		fail(fmt.Errorf("boost: there is no workload (nil): give one, such as apiwork.Fetch{} or sqlwork.CRUD{DB: sqlitedb.Direct{}}"))
		return dataframe.DataFrame{}
	}
	return door(func(o suite.Options) suite.Area { return area(o, suite.Work{Name: lab.NameOf(w), Workload: w}) }, options)
}

// Claims looks into what the Python program said that this laboratory comes from: that concurrency saves 95.6 % of the time on CRUD and 85 %
// on files. It measures each kind of work under several numbers of workers, W, shows a table with a verdict, and returns it as a
// dataframe; see frame.Judge for its columns. Databases are given by the cell, as for [CRUD], so that it links their drivers:
//
//	df := boost.Claims([]lab.Workload{sqlwork.CRUD{DB: sqlitedb.Direct{}}}, boost.Budget(5*time.Second))
//
// It takes about two minutes; with a smaller budget and scale, less, and decides less.
func Claims(databases []lab.Workload, options ...Option) dataframe.DataFrame {
	var works []suite.Work
	for _, w := range databases {
		works = append(works, suite.Work{Name: lab.NameOf(w), Workload: w})
	}
	var all dataframe.DataFrame
	for i, claim := range suite.Claims(chosen(options).Options, works...) {
		judged := look(claim)
		if i == 0 {
			all = judged
			continue
		}
		all = all.RBind(judged)
	}
	return all
}

// look measures a claim and shows what became of it.
func look(claim suite.Claim) dataframe.DataFrame {
	experiments, err := claim.Experiments()
	if err != nil {
		fail(fmt.Errorf("boost: %w", err))
		return dataframe.DataFrame{}
	}
	var runs []*lab.Results
	for _, e := range experiments {
		results, err := measured(e.Name, func(ctx context.Context, o lab.Options) (*lab.Results, error) { return lab.Run(ctx, e, o) })
		if err != nil {
			fail(err)
			return dataframe.DataFrame{}
		}
		runs = append(runs, results)
	}
	df := frame.Judge(claim.Percent, runs...)
	grid := frame.PresentClaim(claim.Name, df)
	show.HTML(grid.HTML(), grid.Text())
	return df
}
