"""Files on the local disk or in an S3-compatible bucket, through one library."""

import os
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

import obstore
from obstore.store import LocalStore, ObjectStore, S3Store

from eventsite.kernel.paths import private_folder
from eventsite.kernel.ports import Files


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
        return S3Store(name, prefix=prefix or None, region=region)
    return S3Store(name, prefix=prefix or None, region=region, endpoint=endpoint, client_options={"allow_http": True})


class ObjectFiles:
    """Any store that obstore knows."""

    def __init__(self, store: ObjectStore) -> None:
        self.store = store

    def put(self, name: str, content: bytes) -> None:
        """Store `content` under `name`. Raises OSError when the store cannot take it."""
        try:
            obstore.put(self.store, name, content)
        except obstore.exceptions.BaseError as trouble:
            raise OSError(str(trouble)) from trouble

    def get(self, name: str) -> bytes:
        """Return what was stored. Raises FileNotFoundError for an unknown name."""
        return bytes(obstore.get(self.store, name).bytes())

    def remove(self, name: str) -> None:
        """Forget `name`."""
        try:
            obstore.delete(self.store, name)
        except FileNotFoundError:
            return
