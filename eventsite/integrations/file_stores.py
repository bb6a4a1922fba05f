"""Files on the local disk or in an S3-compatible bucket, through one library."""

import datetime as dt
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, unquote, urlsplit

import obstore
from obstore.store import LocalStore, ObjectStore, S3Store

if TYPE_CHECKING:
    from obstore.store import ClientConfig, RetryConfig

from eventsite.kernel.paths import private_folder
from eventsite.kernel.ports import Files

PATIENCE = dt.timedelta(seconds=10)
"""With a bucket that does not answer, retries included; somebody waits for the page."""
RETRIES: "RetryConfig" = {"max_retries": 2, "retry_timeout": PATIENCE}
WAITS: "ClientConfig" = {"timeout": PATIENCE, "connect_timeout": PATIENCE / 2}


def open_files(url: str) -> Files:
    """Return the store for `file:///folder` or `s3://bucket/prefix?endpoint=...&region=...`.

    S3 credentials come from the usual AWS_ variables. Raises ValueError for another scheme.
    """
    parts = urlsplit(url)
    if parts.scheme == "file":
        return ObjectFiles(LocalStore(private_folder(Path(unquote(parts.path)))))
    if parts.scheme == "s3":
        options = dict(parse_qsl(parts.query))
        return ObjectFiles(_bucket(parts.netloc, parts.path.strip("/"), options))
    message = "files go to file:// or s3://"
    raise ValueError(message)


def _bucket(name: str, prefix: str, options: dict[str, str]) -> S3Store:
    endpoint = options.get("endpoint") or os.environ.get("AWS_ENDPOINT_URL", "")
    region = options.get("region", "eu-west-2")
    if not endpoint:
        return S3Store(name, prefix=prefix or None, region=region, retry_config=RETRIES, client_options=WAITS)
    return S3Store(
        name, prefix=prefix or None, region=region, endpoint=endpoint, retry_config=RETRIES, client_options={**WAITS, "allow_http": True}
    )


@contextmanager
def _told_as_os_error() -> Iterator[None]:
    """Say of a store that is away or full what everybody knows how to tell; of a name that is not there nothing new."""
    try:
        yield
    except FileNotFoundError:
        raise
    except obstore.exceptions.BaseError as trouble:
        raise OSError("the file store is away") from trouble


class ObjectFiles:
    """Any store that obstore knows. Every verb raises OSError while it is away or full."""

    def __init__(self, store: ObjectStore) -> None:
        self.store = store

    def put(self, name: str, content: bytes) -> None:
        """Store `content` under `name`."""
        with _told_as_os_error():
            obstore.put(self.store, name, content)

    def get(self, name: str) -> bytes:
        """Return what was stored. Raises FileNotFoundError for an unknown name."""
        with _told_as_os_error():
            return bytes(obstore.get(self.store, name).bytes())

    def remove(self, name: str) -> None:
        """Forget `name`."""
        with suppress(FileNotFoundError), _told_as_os_error():
            obstore.delete(self.store, name)
