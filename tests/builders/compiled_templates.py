"""Templates compiled once in a test process: every test has an application of its own, and compiling took half of its time."""

from jinja2 import BytecodeCache


class CompiledTemplates(BytecodeCache):
    """Keeps compiled templates in memory, by their name and a digest of their source."""

    def __init__(self) -> None:
        self.known = {}

    def load_bytecode(self, bucket):
        """Give what was compiled of this very source."""
        bucket.code = self.known.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket):
        """Keep what was just compiled."""
        self.known[bucket.key, bucket.checksum] = bucket.code


COMPILED = CompiledTemplates()


def quick(app):
    """Return the application, with templates that were compiled for an earlier one."""
    app.jinja_env.bytecode_cache = COMPILED
    return app
