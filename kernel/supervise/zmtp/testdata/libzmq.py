"""Peers of libzmq that a test steers: it reads one JSON request a line and answers with one line."""
import base64
import hashlib
import json
import sys

import zmq
from zmq.utils.monitor import recv_monitor_message

context = zmq.Context()
sockets = {}
monitors = {}


def socket(name, kind, **options):
    s = sockets[name] = context.socket(getattr(zmq, kind))
    s.linger = 0
    monitors[name] = s.get_monitor_socket()
    for option, value in options.items():
        s.setsockopt(getattr(zmq, option), value.encode() if isinstance(value, str) else value)


def connect(name, endpoint):
    sockets[name].connect(endpoint)


def bind(name, endpoint):
    sockets[name].bind(endpoint)
    return sockets[name].getsockopt(zmq.LAST_ENDPOINT).rstrip(b"\0").decode()


def option(name, option, value):
    sockets[name].setsockopt(getattr(zmq, option), value.encode())


def send(name, frames):
    sockets[name].send_multipart([base64.b64decode(f) for f in frames or []])


def recv(name, wait):
    """The next message, or None after so many milliseconds."""
    if not sockets[name].poll(wait):
        return None
    return [base64.b64encode(f).decode() for f in sockets[name].recv_multipart()]


def drain(name, messages, wait):
    """Reads so many messages and sums them up."""
    size, digest = 0, hashlib.sha256()
    for n in range(messages):
        if not sockets[name].poll(wait):
            return [n, size, ""]
        for frame in sockets[name].recv_multipart(copy=False):
            size += len(frame)
            digest.update(frame)
    return [messages, size, digest.hexdigest()]


def event(name, wanted, wait):
    """Waits for an event of the connection; the other ones that came before it are left out."""
    while monitors[name].poll(wait):
        if zmq.Event(recv_monitor_message(monitors[name])["event"]).name == wanted:
            return True
    return False


def close(name):
    sockets[name].disable_monitor()
    sockets[name].close()


for line in sys.stdin:
    do, arguments = json.loads(line)
    print(json.dumps(globals()[do](**arguments)), flush=True)
context.destroy(linger=0)
