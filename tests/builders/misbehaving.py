"""Tasks for a child process that does what a file from a stranger might make it do."""

import hashlib
import json
import os
import socket
import subprocess
import sys
import time
from pathlib import Path

from eventsite.attachments.drawing import draw_to_bytes


def echo(content):
    return content[::-1]


def eat_memory(_content):
    kept = [bytearray(1024 * 1024) for _ in range(4096)]
    return b"ate %d megabytes" % len(kept)


def eat_time(_content):
    while True:
        pass


def sleep(_content):
    time.sleep(60)
    return b"slept"


def write_too_much(_content):
    for _ in range(20):
        sys.stdout.buffer.write(b"x" * 1_000_000)
    return b""


def die(_content):
    os.abort()


def leave_a_child(content):
    """Start a process that outlives this one and tells that it did. Runs before the descriptors are gone."""
    marker = content.decode()
    if os.fork() == 0:
        time.sleep(2)
        Path(marker).mkdir()
        os._exit(0)
    return b"left one"


def network():
    """The network that this process is in; asking opens nothing."""
    place = Path("/proc/self/ns/net")
    return str(place.readlink()) if place.exists() else ""


def report(_content):
    """Tell what was inherited, and what can still be opened."""
    refused = {}
    for name, act in {
        "socket": lambda: socket.socket(socket.AF_INET, socket.SOCK_STREAM),
        "unix socket": lambda: socket.socket(socket.AF_UNIX, socket.SOCK_STREAM),
        "file": lambda: Path("/etc/passwd").read_bytes(),
        "process": lambda: subprocess.run(["/bin/true"], check=True, stdout=subprocess.PIPE),
    }.items():
        try:
            act()
        except OSError as trouble:
            refused[name] = trouble.errno
    descriptors = []
    for number in range(256):
        try:
            os.fstat(number)
        except OSError:
            continue
        descriptors.append(number)
    told = {"environment": dict(os.environ), "descriptors": descriptors, "refused": refused, "isolated": sys.flags.isolated, "network": network(), "at": str(Path.cwd())}
    return json.dumps(told).encode()


def draw_each(content):
    """Draw many files in one child; tell the digest of each answer."""
    line, _, rest = content.partition(b"\n")
    told = []
    for size in json.loads(line):
        told.append(hashlib.sha256(draw_to_bytes(rest[:size])).hexdigest())
        rest = rest[size:]
    return json.dumps(told).encode()
