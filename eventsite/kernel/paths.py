"""Where the project's own files lie: inside the package once it is installed, beside it in a checkout."""

from pathlib import Path

PACKAGE = Path(__file__).resolve().parent.parent
ROOT = PACKAGE if (PACKAGE / "templates").is_dir() else PACKAGE.parent
TEMPLATES = ROOT / "templates"
STATIC = ROOT / "static"
MIGRATIONS = ROOT / "migrations"


def private_folder(path: Path) -> Path:
    """Make a folder, and those above it that are missing, closed to every other user of the machine; return it. Raises OSError."""
    for folder in (*reversed(path.parents), path):
        folder.mkdir(mode=0o700, exist_ok=True)
    return path
