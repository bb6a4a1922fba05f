"""The child process: takes bytes on standard input, gives bytes on standard output, and is confined in between."""

import importlib
import json
import sys

from eventsite.attachments.confinement import confine
from eventsite.attachments.values import Limits


def main() -> None:
    """Run the task `module:function` (first argument) within the limits (second argument, JSON) on standard input."""
    module, _, name = sys.argv[1].partition(":")
    task = getattr(importlib.import_module(module), name)
    confine(Limits(**json.loads(sys.argv[2])))
    sys.stdout.buffer.write(task(sys.stdin.buffer.read()))
    sys.stdout.buffer.flush()
