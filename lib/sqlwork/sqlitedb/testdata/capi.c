// The work of a sqlwork.CRUD, one transaction after the other, by the C interface of SQLite and nothing more.
//
//	capi FILE SYNCHRONOUS < transactions
//
// Each line of the input is a statement, or ends a transaction:
//
//	f KEY AMOUNT NOTE   a row that is there before
//	i KEY AMOUNT NOTE   s KEY   u KEY AMOUNT   d KEY   c
//
// It prints the nanoseconds that the transactions took, how many rows their statements found or changed, and a checksum of what was selected.
#include <sqlite3.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { noteSize = 64 };

typedef struct {
	char kind;
	int64_t key, amount;
	char note[noteSize + 1];
} statement;

static sqlite3 *db;
static sqlite3_stmt *insert, *find, *update, *erase, *begin, *commit;
static int64_t changed;
static uint64_t sum;

static void check(int got, int want) {
	if (got != want) {
		fprintf(stderr, "capi: %s\n", sqlite3_errmsg(db));
		exit(1);
	}
}

static sqlite3_stmt *prepare(const char *text) {
	sqlite3_stmt *s;
	check(sqlite3_prepare_v3(db, text, -1, SQLITE_PREPARE_PERSISTENT, &s, NULL), SQLITE_OK);
	return s;
}

static void finish(sqlite3_stmt *s) {
	check(sqlite3_step(s), SQLITE_DONE);
	check(sqlite3_reset(s), SQLITE_OK);
}

static void run(statement *t) {
	switch (t->kind) {
	case 'f':
	case 'i':
		sqlite3_bind_int64(insert, 1, t->key);
		sqlite3_bind_int64(insert, 2, t->amount);
		sqlite3_bind_text(insert, 3, t->note, noteSize, SQLITE_STATIC);
		finish(insert);
		break;
	case 's': {
		char note[noteSize];
		sqlite3_bind_int64(find, 1, t->key);
		check(sqlite3_step(find), SQLITE_ROW);
		uint64_t h = sum ^ (uint64_t)sqlite3_column_int64(find, 0);
		memcpy(note, sqlite3_column_text(find, 1), noteSize);
		for (int i = 0; i < noteSize; i++)
			h = (h ^ (uint8_t)note[i]) * 1099511628211u;
		sum = h;
		check(sqlite3_reset(find), SQLITE_OK);
		changed++;
		return;
	}
	case 'u':
		sqlite3_bind_int64(update, 1, t->amount);
		sqlite3_bind_int64(update, 2, t->key);
		finish(update);
		break;
	case 'd':
		sqlite3_bind_int64(erase, 1, t->key);
		finish(erase);
		break;
	}
	changed += sqlite3_changes(db);
}

static int64_t now(void) {
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000000000LL + t.tv_nsec;
}

int main(int argc, char **argv) {
	if (argc != 3)
		return 2;
	statement *all = NULL;
	size_t n = 0, room = 0;
	for (char line[256]; fgets(line, sizeof line, stdin); n++) {
		if (n == room)
			all = realloc(all, (room = room ? 2 * room : 1024) * sizeof *all);
		memset(&all[n], 0, sizeof *all);
		sscanf(line, "%c %ld %ld %64[^\n]", &all[n].kind, &all[n].key, &all[n].amount, all[n].note);
	}
	char pragma[64];
	snprintf(pragma, sizeof pragma, "PRAGMA synchronous = %s", argv[2]);
	check(sqlite3_open(argv[1], &db), SQLITE_OK);
	check(sqlite3_exec(db, "PRAGMA journal_mode = WAL", NULL, NULL, NULL), SQLITE_OK);
	check(sqlite3_exec(db, pragma, NULL, NULL, NULL), SQLITE_OK);
	check(sqlite3_exec(db, "CREATE TABLE items (id INTEGER PRIMARY KEY, amount INTEGER NOT NULL, note TEXT NOT NULL)", NULL, NULL, NULL), SQLITE_OK);
	insert = prepare("INSERT INTO items VALUES (?, ?, ?)");
	find = prepare("SELECT amount, note FROM items WHERE id = ?");
	update = prepare("UPDATE items SET amount = amount + ? WHERE id = ?");
	erase = prepare("DELETE FROM items WHERE id = ?");
	begin = prepare("BEGIN IMMEDIATE");
	commit = prepare("COMMIT");

	size_t i = 0;
	finish(begin);
	for (; i < n && all[i].kind == 'f'; i++)
		run(&all[i]);
	finish(commit);
	check(sqlite3_exec(db, "PRAGMA wal_checkpoint(TRUNCATE)", NULL, NULL, NULL), SQLITE_OK);

	changed = 0;
	int64_t start = now();
	while (i < n) {
		int single = i + 1 < n && all[i + 1].kind == 'c';
		if (!single)
			finish(begin);
		for (; all[i].kind != 'c'; i++)
			run(&all[i]);
		if (!single)
			finish(commit);
		i++;
	}
	printf("%lld %lld %llu\n", (long long)(now() - start), (long long)changed, (unsigned long long)sum);
	return 0;
}
