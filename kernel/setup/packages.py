"""Compares what is installed with the lock on stdin; prints one line for each difference."""
import re
import sys
from importlib import metadata

from packaging.requirements import Requirement

for line in re.findall(r"^[A-Za-z0-9][^\\\n]*", sys.stdin.read(), re.M):
    want = Requirement(line)
    if want.marker and not want.marker.evaluate():
        continue
    try:
        got = metadata.version(want.name)
    except metadata.PackageNotFoundError:
        print(f"{want.name} is missing")
        continue
    if not want.specifier.contains(got, prereleases=True):
        print(f"{want.name} is {got}, not {want.specifier}")
