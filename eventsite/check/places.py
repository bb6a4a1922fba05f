"""Whether what lies on this machine's disk is open to those who should not have it."""

import stat
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote, urlsplit

from sqlalchemy import make_url

from eventsite.kernel.paths import PACKAGE, STATIC, TEMPLATES
from eventsite.settings import Settings


def open_places(settings: Settings) -> Iterator[str]:
    """Yield one sentence for each folder or file of ours that is handed out by the site, or open to every user of this machine."""
    for name, path in _places(settings):
        if STATIC in (path, *path.parents):
            yield f"{name} lies under static/, which the site hands out to everybody. Choose another place."
        elif {TEMPLATES, PACKAGE / "eventsite"} & {path, *path.parents}:
            yield f"{name} lies among the project's own files, which the next version replaces. Choose another place."
        elif _may_others_change(path):
            yield f"{name} is a place that every user of this machine may change. {_remedy(path)}"
        elif _may_others_read(path):
            yield f"{name} is a place that every user of this machine may read. {_remedy(path)}"


def _places(settings: Settings) -> Iterator[tuple[str, Path]]:
    for name in ("files_url", "mail_url"):
        parts = urlsplit(getattr(settings, name))
        if parts.scheme in {"file", "mailbox"}:
            yield f"EVENTSITE_{name.upper()}", Path(unquote(parts.path)).resolve()
    address = make_url(settings.sqlalchemy_url)
    if address.get_backend_name() == "sqlite" and address.database and address.database != ":memory:":
        yield "EVENTSITE_DATABASE_URL", Path(address.database).resolve()


def _may_others_change(path: Path) -> bool:
    """Whether somebody who is neither our user nor in our group may write it, or put something else in its place."""
    if not _is_reached(path):
        return False
    is_swapped = any(_mode(parent) & stat.S_IWOTH and not _mode(parent) & stat.S_ISVTX for parent in path.parents)
    is_beside = not path.is_dir() and _mode(path.parent) & stat.S_IWOTH  # what SQLite keeps beside the file can be put there first
    return is_swapped or bool(is_beside) or (path.exists() and bool(_mode(path) & stat.S_IWOTH))


def _may_others_read(path: Path) -> bool:
    return _is_reached(path) and path.exists() and bool(_mode(path) & (stat.S_IROTH | stat.S_IXOTH))


def _is_reached(path: Path) -> bool:
    return path.parent.is_dir() and all(_mode(parent) & stat.S_IXOTH for parent in path.parents)


def _mode(path: Path) -> int:
    return path.stat().st_mode


def _remedy(path: Path) -> str:
    """Say what to do: close the folder, of a file the one it lies in with what SQLite keeps beside it; but never one that all share."""
    folder = path if path.is_dir() else path.parent
    return "Choose a folder of its own." if _mode(folder) & stat.S_ISVTX else f"Run: chmod o-rwx {folder}"
