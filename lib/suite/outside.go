package suite

// API is HTTP requests of the workloads that it is given, such as apiwork.Fetch.
func API(o Options, works ...Work) Area {
	return Area{Name: "api", Title: "API requests", Works: works, Models: waiting(32), options: o}
}

// CRUD is work on a database of the workloads that it is given, such as sqlwork.CRUD.
func CRUD(o Options, works ...Work) Area {
	return Area{Name: "crud", Title: "CRUD", Works: works, Models: waiting(8), options: o}
}
