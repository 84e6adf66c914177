"""Runs cells under kernels side by side.

stdin: {"kernels": {name: kernel.json}, "first": {name: [cells]}, "cell": text with ROUND in it, "rounds": n}
stdout: {name: {"seconds": [...], "output": what the last cell printed}}
"""
import json
import sys
import time

from jupyter_client.kernelspec import KernelSpec
from jupyter_client.manager import KernelManager


def start(spec):
    manager = KernelManager()
    manager._kernel_spec = KernelSpec(**spec)
    manager.start_kernel()
    client = manager.client()
    client.start_channels()
    client.wait_for_ready(timeout=60)
    return manager, client


def run(client, code):
    output = []

    def hook(message):
        content = message["content"]
        output.append(content.get("text") or "\n".join(content.get("traceback", [])))

    begin = time.monotonic()
    client.execute_interactive(code, timeout=300, output_hook=hook)
    return time.monotonic() - begin, "".join(output)


def main():
    task = json.load(sys.stdin)
    kernels = {name: start(spec) for name, spec in task["kernels"].items()}
    result = {name: {"seconds": [], "output": ""} for name in kernels}
    try:
        for name, (_, client) in kernels.items():
            for cell in task["first"].get(name, []):
                run(client, cell)
            run(client, task["cell"].replace("ROUND", "0"))
        for i in range(1, task["rounds"] + 1):
            for name, (_, client) in kernels.items():
                seconds, output = run(client, task["cell"].replace("ROUND", str(i)))
                result[name]["seconds"].append(seconds)
                result[name]["output"] = output
    finally:
        for manager, client in kernels.values():
            client.stop_channels()
            manager.shutdown_kernel()
    json.dump(result, sys.stdout)


main()
