"""python run.py SOURCE TARGET TIMEOUT: runs one notebook from top to bottom and writes it with its outputs.

How it goes is told on stdout, one JSON object a line: {"event": "cells", "total": N}, then for each code cell
{"event": "start", "cell": n} and {"event": "end", "seconds": s}, and at last {"event": "done"}, when all is written, or
"error", "timeout" or "died" where it stopped; "error" has what the kernel said: name, value, traceback.
TARGET is written anew after every cell, in one step, so that whatever ends the run leaves the outputs so far. SIGTERM
stops the run. The exit status is 1 unless every cell was run. How a failure is worded is the reader's business.
"""

import asyncio
import json
import os
import signal
import sys
import time
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError

SKIP = "skip-execution"
KERNEL = "threadboost"


def events():
    """Our stdout, kept to ourselves: what the kernel prints there goes to stderr."""
    stream = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    return stream


def tell(event, **what):
    print(json.dumps({"event": event, **what}), file=EVENTS, flush=True)


def code_cells(notebook):
    return [c for c in notebook.cells if c.cell_type == "code" and c.source.strip() and SKIP not in c.metadata.get("tags", [])]


class Run:
    def __init__(self, source, target, timeout):
        self.target = Path(target)
        self.notebook = nbformat.read(source, as_version=4)
        for cell in self.notebook.cells:
            if cell.cell_type == "code":
                cell.outputs, cell.execution_count = [], None
        self.place = {id(cell): n for n, cell in enumerate(code_cells(self.notebook), 1)}
        self.client = NotebookClient(
            self.notebook,
            kernel_name=KERNEL,
            timeout=timeout,
            record_timing=False,
            shutdown_kernel="immediate",
            resources={"metadata": {"path": str(Path(source).parent)}},
            on_notebook_start=self.on_start,
            on_cell_execute=self.on_cell_execute,
            on_cell_executed=self.on_cell_executed,
        )

    async def execute(self):
        self.save()
        tell("cells", total=len(self.place))
        self.task = asyncio.current_task()
        done = False
        try:
            await self.client.async_execute()
            done = True
        except CellExecutionError as err:
            lines = [line for o in self.cell.outputs if o.output_type == "error" for line in o.traceback]
            tell("error", name=err.ename, value=err.evalue, traceback=lines)
        except CellTimeoutError:
            tell("timeout", seconds=self.client.timeout)
        except (DeadKernelError, asyncio.CancelledError):
            tell("died")
        finally:
            self.save()
        if done:
            tell("done")
        return done

    def on_start(self, notebook):
        # nbclient's own handler ends the kernel only, and the cell would wait on.
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, self.task.cancel)

    def on_cell_execute(self, cell, cell_index):
        self.cell, self.since = cell, time.perf_counter()
        tell("start", cell=self.place[id(cell)])

    def on_cell_executed(self, cell, cell_index, execute_reply):
        tell("end", seconds=time.perf_counter() - self.since)
        self.save()

    def save(self):
        part = self.target.with_name(f".{self.target.name}.{os.getpid()}.part")
        try:
            nbformat.write(self.notebook, part)
            os.replace(part, self.target)
        finally:
            part.unlink(missing_ok=True)


def main(source, target, timeout):
    return 0 if asyncio.run(Run(source, target, float(timeout)).execute()) else 1


if __name__ == "__main__":
    EVENTS = events()
    sys.exit(main(*sys.argv[1:]))
