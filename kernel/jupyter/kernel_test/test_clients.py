"""What clients do with the kernel that is not JupyterLab's or nbclient's way: consoles, VS Code, a server below a prefix."""

import asyncio
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import unittest
import urllib.request
import uuid
from pathlib import Path

from jupyter_client.blocking.client import BlockingKernelClient
from jupyter_client.connect import write_connection_file
from jupyter_client.kernelspec import KernelSpecManager
from jupyter_client.manager import start_new_kernel
from tornado.websocket import websocket_connect

KERNEL = "threadboost"
PATIENCE = 60


class Client(unittest.TestCase):
    def run_cell(self, client, code, **more):
        """The texts that a cell printed, and its reply."""
        said = []
        reply = client.execute_interactive(
            code, timeout=PATIENCE, output_hook=lambda m: said.append(m["content"].get("text", "")), **more
        )
        return "".join(said), reply["content"]

    def until(self, client, text):
        """Waits until a cell prints a text."""
        while text not in client.get_iopub_msg(timeout=PATIENCE)["content"].get("text", ""):
            pass


class Console(Client):
    """jupyter console: asks whether a line is complete, and answers questions of a cell."""

    @classmethod
    def setUpClass(cls):
        cls.manager, cls.client = start_new_kernel(kernel_name=KERNEL)

    @classmethod
    def tearDownClass(cls):
        cls.client.stop_channels()
        cls.manager.shutdown_kernel()

    def test_typing(self):
        typed, asked = "", []
        for line in ["func double(n int) int {", "\treturn 2 * n", "}"]:
            typed += line + "\n"
            self.client.is_complete(typed)
            asked.append(self.client.get_shell_msg(timeout=PATIENCE)["content"]["status"])
        self.assertEqual(["incomplete", "incomplete", "complete"], asked)
        self.assertEqual("ok", self.run_cell(self.client, typed)[1]["status"])
        self.assertIn("42", self.run_cell(self.client, "%%\nfmt.Println(double(21))")[0])

    def test_questions(self):
        for name, code in {
            "a command": "%with_inputs\n!read name; echo hello, $name",
            "a Go program": 'import "github.com/janpfeifer/gonb/gonbui"\n%%\nvar name string\ngonbui.RequestInput("name?", false)\n'
            'fmt.Scanln(&name)\nfmt.Println("hello,", name)',
        }.items():
            with self.subTest(name):
                said, reply = self.run_cell(self.client, code, allow_stdin=True, stdin_hook=lambda m: self.client.input("gopher"))
                self.assertEqual("ok", reply["status"])
                self.assertIn("hello, gopher", said)


class VSCode(Client):
    """Starts the kernelspec's argv itself, with a connection file of its own."""

    def start(self):
        spec = KernelSpecManager().get_kernel_spec(KERNEL)
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        file, _ = write_connection_file(str(Path(folder.name) / f"v3-{uuid.uuid4()}.json"), ip="127.0.0.1")
        argv = [a.replace("{connection_file}", file) for a in spec.argv]
        env = {**os.environ, **{k: v.replace("${PATH}", os.environ["PATH"]).replace("$$", "$") for k, v in spec.env.items()}}
        process = subprocess.Popen(argv, env=env, cwd=folder.name, stdin=subprocess.DEVNULL)
        client = BlockingKernelClient(connection_file=file)
        client.load_connection_file()
        client.start_channels()
        self.addCleanup(self.stop, process, client)
        client.wait_for_ready(timeout=PATIENCE)
        return spec, process, client

    def stop(self, process, client):
        client.shutdown()
        self.assertEqual(0, process.wait(PATIENCE))
        client.stop_channels()

    def test_interrupt(self):
        spec, process, client = self.start()
        self.assertEqual("message", spec.interrupt_mode)

        def by_message():
            client.control_channel.send(client.session.msg("interrupt_request", {}))
            self.assertEqual("interrupt_reply", client.get_control_msg(timeout=PATIENCE)["msg_type"])

        for name, interrupt in [("a message", by_message), ("SIGINT", lambda: process.send_signal(signal.SIGINT))]:
            with self.subTest(name):
                asked = client.execute('%%\nfmt.Println("working")\ntime.Sleep(time.Hour)')
                self.until(client, "working")
                interrupt()
                reply = client.get_shell_msg(timeout=PATIENCE)
                self.assertEqual(asked, reply["parent_header"]["msg_id"])
                self.assertEqual("KeyboardInterrupt", reply["content"]["ename"])
                self.assertIn("again", self.run_cell(client, '%%\nfmt.Println("again")')[0])


class Prefix(unittest.TestCase):
    """JupyterHub, Binder and others put a path before the server's own."""

    BASE = "/user/jo%20x/"

    def test_server_below_a_prefix(self):
        token = uuid.uuid4().hex
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        argv = [sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root", "--ip=127.0.0.1", f"--port={port}"]
        with tempfile.TemporaryDirectory() as folder:
            server = subprocess.Popen(
                [*argv, "--ServerApp.port_retries=0", f"--ServerApp.base_url={self.BASE}", f"--ServerApp.root_dir={folder}"],
                env={**os.environ, "JUPYTER_TOKEN": token},
                stderr=subprocess.DEVNULL,
            )
            try:
                asyncio.run(asyncio.wait_for(self.use(f"127.0.0.1:{port}{self.BASE}api/", token), 2 * PATIENCE))
            finally:
                server.terminate()
                server.wait(PATIENCE)

    async def use(self, api, token):
        headers = {"Authorization": f"token {token}"}

        def ask(method, path, body=None):
            request = urllib.request.Request(f"http://{api}{path}", json.dumps(body).encode() if body else None, headers, method=method)
            with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request) as answer:
                return json.load(answer) if answer.status != 204 else None

        end = time.monotonic() + PATIENCE
        while True:
            try:
                specs = await asyncio.to_thread(ask, "GET", "kernelspecs")
                break
            except OSError:
                self.assertLess(time.monotonic(), end, "the server does not answer")
                await asyncio.sleep(0.1)
        self.assertEqual([KERNEL], list(specs["kernelspecs"]))
        kernel = await asyncio.to_thread(ask, "POST", "kernels", {"name": KERNEL})
        channels = await websocket_connect(f"ws://{api}kernels/{kernel['id']}/channels?token={token}")
        header = {"msg_id": "1", "session": "s", "username": "", "date": "", "msg_type": "execute_request", "version": "5.4"}
        content = {"code": '%%\nfmt.Println("below a prefix")', "silent": False}
        await channels.write_message(json.dumps({"header": header, "parent_header": {}, "metadata": {}, "channel": "shell", "content": content}))
        said = ""
        while "below a prefix\n" not in said:
            message = json.loads(await channels.read_message())
            if message["msg_type"] == "stream":
                said += message["content"]["text"]
            self.assertNotEqual("error", message["msg_type"], message)
        channels.close()
        await asyncio.to_thread(ask, "DELETE", f"kernels/{kernel['id']}")
