package infer

// sdm91 is the SPEC SDM91 benchmark on a SPARCcenter 2000, in scripts an hour, as Gunther, Guerrilla Capacity
// Planning (2007) published it and the README of github.com/codahale/usl rounds it.
var sdm91 = []Point{{1, 65}, {18, 996}, {36, 1652}, {72, 1853}, {108, 1829}, {144, 1775}, {216, 1702}}
