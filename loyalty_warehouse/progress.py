"""Shows a run's steps: a bar on a terminal, one line a step elsewhere (logs, CI)."""

from __future__ import annotations

import time
from types import TracebackType
from typing import Protocol

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn


class Steps(Protocol):
    """What a run tells about how far it is."""

    def step(self, name: str, total: int | None = None) -> None:
        """A new step begins; ``total`` is the number of nodes it will finish, if known."""

    def advance(self, name: str) -> None:
        """A node of the step is done."""


class RichProgress:
    """Progress of one shop's run, used as a context manager."""

    def __init__(self, console: Console, shop: str) -> None:
        self._console = console
        self._shop = shop
        self._name = ""
        self._started = time.monotonic()
        self._bar = Progress(
            TextColumn("{task.description}"),
            BarColumn(bar_width=30),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            TextColumn("{task.fields[node]}", style="dim"),
            console=console,
            transient=True,
            disable=not console.is_terminal,
        )
        self._task = self._bar.add_task(shop, total=None, node="")

    def __enter__(self) -> RichProgress:
        self._bar.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._end_step(kind is None)
        self._bar.stop()

    def step(self, name: str, total: int | None = None) -> None:
        """A new step begins; ``total`` is the number of nodes it will finish, if known."""
        self._end_step(True)
        self._name, self._started = name, time.monotonic()
        self._bar.reset(self._task, total=total, description=f"{self._shop}: {name}", node="")

    def advance(self, name: str) -> None:
        """A node of the step is done."""
        self._bar.update(self._task, advance=1, node=name)

    def _end_step(self, is_done: bool) -> None:
        if self._name:
            seconds = time.monotonic() - self._started
            end = f"{seconds:.1f} s" if is_done else f"stopped after {seconds:.1f} s"
            self._console.print(f"{self._shop}: {self._name}: {end}", highlight=False)
            self._name = ""
