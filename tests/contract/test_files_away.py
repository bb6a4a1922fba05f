"""A bucket that is away or says nothing: told in time, in the one way that everybody expects."""

import socket
import time

import pytest

from eventsite.integrations import file_stores
from eventsite.integrations.file_stores import open_files


@pytest.fixture(params=["refuses", "says nothing"])
def away(request, monkeypatch):
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "test")
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        if request.param == "says nothing":
            server.listen(50)
        yield open_files(f"s3://bucket/here?endpoint=http://127.0.0.1:{server.getsockname()[1]}")


def test_every_verb_tells_of_it_and_nobody_waits_for_long(away):
    for act in (lambda: away.put("a", b"x"), lambda: away.get("a"), lambda: away.remove("a")):
        begun = time.monotonic()
        with pytest.raises(OSError, match="away") as told:
            act()
        assert not isinstance(told.value, FileNotFoundError)
        assert time.monotonic() - begun < 2 * file_stores.PATIENCE.total_seconds()
