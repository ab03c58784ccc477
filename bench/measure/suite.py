"""The base of all suites of measurements."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from measure.figures import Figure
from measure.processes import Failed


def two_cores() -> list[int]:
    """Returns a core for the server and one for its clients."""
    cores = sorted(os.sched_getaffinity(0))
    if len(cores) < 2:
        raise Failed("The measurement needs two cores, one for the server and one for its clients.")
    return cores[:2]


@dataclass(frozen=True)
class Settings:
    build: Path  # of preset release
    root: Path  # of the repository
    scratch: Path  # a folder for this run
    quick: bool

    @property
    def carboy(self) -> str:
        return str(self.build / "bin" / "carboy")

    @property
    def programs(self) -> Path:
        return self.build / "bench"

    def folder(self, name: str, app_toml: str = "") -> Path:
        """Makes a new folder for an app."""
        made = self.scratch / name
        made.mkdir(parents=True)
        if app_toml:
            (made / "app.toml").write_text(app_toml)
        return made


class Suite:
    """A set of measurements; one round measures everything once, side by side."""

    title: str
    programs: dict[str, str] = {}  # the programs that it calls, and their Debian packages

    def __init__(self, settings: Settings):
        self.settings = settings

    def figures(self) -> list[Figure]:
        raise NotImplementedError

    def measure(self, number: int) -> dict[str, list[float]]:
        """Returns the samples of round `number`, by the names of the figures."""
        raise NotImplementedError
