"""Reads exported files with pandas and DuckDB, and prints what they find as one line of JSON a file.

usage: read.py FILE...
"""
import json
import pathlib
import sys

import duckdb
import pandas

READ = {
    ".csv": (pandas.read_csv, "read_csv"),
    ".json": (pandas.read_json, "read_json"),
    ".parquet": (pandas.read_parquet, "read_parquet"),
}


def found(path):
    read, function = READ[path.suffix]
    frame = read(path)
    table = duckdb.sql(f"SELECT * FROM {function}('{path}')")
    ((rows, total, empty),) = duckdb.sql(
        f"SELECT count(*), sum(wall_ms), count(*) FILTER (wall_ms IS NULL) FROM {function}('{path}')"
    ).fetchall()
    return {
        "file": path.name,
        "columns": list(frame.columns),
        "rows": len(frame),
        "total": frame["wall_ms"].sum(),
        "empty": int(frame["wall_ms"].isna().sum()),
        "first": str(frame.iloc[0, 0]),
        "duckdb": {"columns": table.columns, "rows": rows, "total": total, "empty": empty},
    }


for name in sys.argv[1:]:
    print(json.dumps(found(pathlib.Path(name))))
