"""python report.py MODULE...: runs tests and prints, as the last line, how many passed, failed and were skipped."""

import sys
import unittest

suite = unittest.defaultTestLoader.loadTestsFromNames(sys.argv[1:])
result = unittest.TextTestRunner(stream=sys.stdout, verbosity=2).run(suite)
failed = len({test for test, _ in result.failures + result.errors})
skipped = len(result.skipped)
print(f"{result.testsRun - failed - skipped} passed, {failed} failed, {skipped} skipped")
sys.exit(not result.wasSuccessful())
