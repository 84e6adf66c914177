"""Runs the cells of cases.txt in GoNB and keeps what it answers in captured/NAME.json.

    .threadboost/venv/bin/python kernel/supervise/failure/testdata/capture.py [NAME...]

from the repository's root, after `go run ./kernel setup`. Then `go test ./kernel/supervise/failure -update` writes what
the package makes of it, to be read before it is committed.
"""
import json
import os
import re
import shutil
import sys
import tempfile

from jupyter_client.manager import KernelManager

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.environ.get("THREADBOOST_ROOT", os.getcwd())
SPEC = os.path.join(ROOT, ".threadboost/venv/share/jupyter/kernels/threadboost/kernel.json")


def cases():
    parts = open(os.path.join(HERE, "cases.txt"), encoding="utf-8").read().split("\n=== ")[1:]
    for part in parts:
        name, text = part.split("\n", 1)
        yield name, [cell.strip("\n") for cell in text.split("\n---\n")]


def normal(text, folder):
    """Takes out what differs from machine to machine."""
    text = text.replace(folder, "/tmp")
    text = re.sub(r"gonb_[0-9a-f]{8}", "gonb_0", text)
    text = re.sub(r"/\S*?/src/(runtime|sync|fmt|internal|testing|os|strings|syscall|log|unsafe|flag)\b", r"/go/src/\1", text)
    text = text.replace(ROOT, "/repository")
    text = re.sub(r"0x[0-9a-f]{6,}\b", "0xc000000000", text)
    text = re.sub(r"[0-9.]+s\)", "0.00s)", text)
    text = re.sub(r"\d{4}/\d\d/\d\d \d\d:\d\d:\d\d", "2026/01/01 00:00:00", text)
    return re.sub(r"pc=0x[0-9a-f]+", "pc=0x0", text)


def run(client, code):
    """Runs one cell and collects its reply and its output."""
    id = client.execute(code, store_history=True)
    out = {"stdout": "", "stderr": ""}
    while True:
        message = client.get_iopub_msg(timeout=120)
        if message["parent_header"].get("msg_id") != id:
            continue
        if message["msg_type"] == "stream":
            out[message["content"]["name"]] += message["content"]["text"]
        if message["msg_type"] == "status" and message["content"]["execution_state"] == "idle":
            break
    while True:
        reply = client.get_shell_msg(timeout=30)
        if reply["parent_header"].get("msg_id") == id:
            return reply["content"], out


def cut(text, limit=6000):
    """Keeps both ends of what is too long, as the kernel does."""
    return text if len(text) <= limit else text[: limit // 2] + "\n...\n" + text[-limit // 2 :]


def capture(cells):
    spec = json.load(open(SPEC))
    folder = tempfile.mkdtemp(prefix="t")
    manager = KernelManager()
    manager._kernel_spec = None
    env = dict(os.environ, TMPDIR=folder)
    env.update({k: os.path.expandvars(v) for k, v in spec["env"].items()})
    env["PATH"] = env["PATH"].replace("${PATH}", os.environ["PATH"])
    env["GORACE"] = "halt_on_error=0"
    manager.kernel_cmd = None
    from jupyter_client.kernelspec import KernelSpec

    manager._kernel_spec = KernelSpec(argv=spec["argv"], env=env, language="go", display_name="go")
    manager.start_kernel(env=env)
    client = manager.client()
    try:
        client.start_channels()
        client.wait_for_ready(timeout=60)
        client.execute("%noautoget", silent=True, store_history=False)
        for cell in cells:
            content, out = run(client, cell)
        program = ""
        for name in os.listdir(folder):
            for file in ("main.go", "main_test.go"):
                path = os.path.join(folder, name, file)
                if name.startswith("gonb_") and os.path.exists(path):
                    program = open(path, encoding="utf-8").read()
        return {
            "cells": cells,
            "status": content["status"],
            "ename": content.get("ename", ""),
            "evalue": normal(content.get("evalue", ""), folder),
            "traceback": [normal(line, folder) for line in content.get("traceback", [])],
            "stdout": cut(normal(out["stdout"], folder)),
            "stderr": cut(normal(out["stderr"], folder)),
            "program": program,
        }
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=False)  # GoNB ends gopls then
        shutil.rmtree(folder, ignore_errors=True)


def main():
    os.makedirs(os.path.join(HERE, "captured"), exist_ok=True)
    for name, cells in cases():
        if len(sys.argv) > 1 and name not in sys.argv[1:]:
            continue
        got = capture(cells)
        with open(os.path.join(HERE, "captured", name + ".json"), "w", encoding="utf-8") as file:
            json.dump(got, file, indent=1, ensure_ascii=False)
            file.write("\n")
        print(name, got["status"], repr(got["evalue"][:100]), flush=True)


main()
