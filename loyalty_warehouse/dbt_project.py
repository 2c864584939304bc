"""Runs the dbt project in-process: one parse a shop, then one invocation a layer.

The project is parsed once and the manifest handed on to every later invocation. Which node belongs
to which gate is decided here, from the manifest, and each node is selected by its full name, so
that every test runs exactly once, at the first gate where everything it reads has been built:

- staging and conformed models are built before the conformed gate, intermediate and marts before
  the marts gate; a model elsewhere (quality) as soon as all it reads is there;
- seeds belong to the conformed step; unit tests guard code, not data: `make test` runs them.

Results are dbt's result objects; nothing that dbt prints is read.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from loyalty_warehouse.dbt_messages import one_line
from loyalty_warehouse.errors import WarehouseError
from loyalty_warehouse.landing_contract import Expected
from loyalty_warehouse.results import LAYERS, CheckResult, Layer
from loyalty_warehouse.settings import Paths, Shop

LAYER_OF_FOLDER: dict[str, Layer] = {
    "staging": "conformed",
    "conformed": "conformed",
    "intermediate": "marts",
    "marts": "marts",
}
LANDED_MARK = "landed columns: "
"""How macros/checks/tell_landed_columns.sql begins its line."""
STATUS = {"pass": "pass", "success": "pass", "fail": "fail", "warn": "warn"}


@dataclass
class LayerRun:
    """What dbt did for one layer: the checks, and how many nodes were skipped after a failure."""

    results: list[CheckResult] = field(default_factory=list)
    messages: dict[str, str] = field(default_factory=dict)
    """What dbt said about a node that ended in an error, by check name."""
    skipped: int = 0


class DbtProject:
    """The parsed project of one shop."""

    def __init__(
        self,
        paths: Paths,
        shop: Shop,
        run_id: str = "",
        threads: int | None = None,
        is_full: bool = False,
        target: str = "duckdb",
    ) -> None:
        self.paths = paths
        self.shop = shop
        self.run_id = run_id
        self.threads = threads
        self.is_full = is_full
        self.target = target
        self.manifest: Any = None
        self._layers: dict[str, Layer] = {}

    def parse(self) -> None:
        """Parse the project; raise WarehouseError with dbt's own reason if it cannot be."""
        parse = ["parse", "--no-write-json"]
        manifest = self._invoke(parse).result
        seeds = [node for node in manifest.nodes.values() if str(node.resource_type) == "seed"]
        place = self.paths.project.resolve()
        if any(Path(seed.root_path).resolve() != place for seed in seeds):
            # dbt's cache has the files of seeds where the project stood before it was moved.
            manifest = self._invoke([*parse, "--no-partial-parse"]).result
        self.manifest = manifest
        self._layers = {}
        for node in self._nodes():
            self._layers[node.unique_id] = self._layer_of(node)
            # A list of names instead of a tag costs a second for every hundred of them.
            node.tags.append(_tag(self._layers[node.unique_id]))

    def parsed(self) -> Any:
        """The manifest, parsed now if it has not been; raises WarehouseError as ``parse`` does."""
        if self.manifest is None:
            self.parse()
        return self.manifest

    def sources(self) -> list[Any]:
        """The source definitions of the shop's systems, by system and table."""
        found = [s for s in self.manifest.sources.values() if s.source_name in self.shop.systems]
        return sorted(found, key=lambda source: (source.source_name, source.name))

    def landed_columns(self, tables: list[Expected]) -> dict[str, dict[str, str]]:
        """Column -> type of raw tables in a database, by `system.table`; empty if not there.

        For databases that only dbt's profile knows how to attach. Raises WarehouseError if one
        cannot be opened.
        """
        told: list[str] = []
        if not tables:
            return {}
        names = json.dumps({"tables": [[table.system, table.table] for table in tables]})
        asked = self._invoke(["run-operation", "tell_landed_columns", "--args", names], told=told)
        marked = [text for text in told if text.startswith(LANDED_MARK)]
        if not marked:
            said = [one_line(each.message) for each in getattr(asked.result, "results", [])]
            raise WarehouseError(
                f"The databases of profiles.yml cannot be read ({' '.join(said) or 'no answer'}): "
                "correct `attach` there, or attach the database by `meta.attach` of the source, "
                "which stops only the shops that name the system (docs/connect.md)."
            )
        columns: dict[str, dict[str, str]] = json.loads(marked[-1].removeprefix(LANDED_MARK))
        return columns

    def selected(self, layer: Layer, tests_only: bool = False) -> list[Any]:
        """The nodes that run for a layer: all of them, or its tests only."""
        return [
            node
            for node in self._nodes()
            if self._layers[node.unique_id] == layer
            and (node.resource_type == "test" or not tests_only)
        ]

    def run(
        self, layer: Layer, tests_only: bool = False, on_done: Callable[[str], None] | None = None
    ) -> LayerRun:
        """Build and test a layer; ``on_done`` is called with each finished node's name."""
        nodes = self.selected(layer, tests_only)
        if not nodes:
            return LayerRun()
        arguments = ["test" if tests_only else "build", "--indirect-selection", "empty"]
        arguments += ["--exclude-resource-type", "unit_test", "--no-write-json"]
        if self.is_full and not tests_only:
            arguments.append("--full-refresh")
        arguments += ["--select", f"tag:{_tag(layer)}"]
        outcome = self._invoke(arguments, on_done)
        return self._collect(layer, outcome.result)

    def invoke_on(self, command: str, selection: Sequence[str]) -> LayerRun:
        """Run a dbt command on a selection of nodes, aside from the layers of a build."""
        outcome = self._invoke([command, "--select", *selection])
        return self._collect("marts", outcome.result)

    def run_macro(self, name: str, arguments: dict[str, Any]) -> None:
        """Run a macro; raise WarehouseError with the reason if it cannot. Leaves no trace of it."""
        traceless = ["--log-level-file", "none", "--no-write-json"]
        told: list[str] = []
        operation = ["run-operation", name, "--args", json.dumps(arguments), *traceless]
        if not self._invoke(operation, told=told).success:
            raise WarehouseError(
                f"dbt could not run {name} on its target {self.target}: {one_line(' '.join(told))}"
            )

    def _nodes(self) -> list[Any]:
        kinds = ("model", "seed", "snapshot", "test")
        return [n for n in self.manifest.nodes.values() if str(n.resource_type) in kinds]

    def _layer_of(self, node: Any) -> Layer:
        """The layer whose step builds or runs a node; see the module's description."""
        if str(node.resource_type) == "seed":
            return "conformed"
        folder = node.fqn[1] if len(node.fqn) > 2 else ""
        if str(node.resource_type) != "test" and folder in LAYER_OF_FOLDER:
            return LAYER_OF_FOLDER[folder]
        parents = [self.manifest.nodes.get(name) for name in node.depends_on.nodes]
        layers = [self._layer_of(parent) for parent in parents if parent is not None]
        lowest: Layer = "raw" if str(node.resource_type) == "test" else "conformed"
        return max([lowest, *layers], key=LAYERS.index)

    def _invoke(
        self,
        arguments: list[str],
        on_done: Callable[[str], None] | None = None,
        told: list[str] | None = None,
    ) -> Any:
        """Invoke dbt; what macros log, or fail with, is appended to ``told``."""
        from dbt.cli.main import dbtRunner

        def listen(event: Any) -> None:
            if on_done and event.info.name == "NodeFinished":
                on_done(event.data.node_info.node_name)
            if told is not None and event.info.name == "JinjaLogInfo":
                told.append(event.data.msg)
            if told is not None and event.info.name == "RunningOperationCaughtError":
                told.append(event.data.exc)

        target = self.paths.build / self.shop.name
        shared = [
            "--project-dir",
            str(self.paths.project),
            "--profiles-dir",
            str(self.paths.project),
        ]
        shared += ["--target", self.target, "--target-path", str(target / "target")]
        shared += ["--log-path", str(target / "logs"), "--log-level", "none", "--quiet"]
        shared += ["--vars", json.dumps(self.shop.variables)]
        if self.threads and arguments[0] != "parse":
            shared += ["--threads", str(self.threads)]
        with self._environment():
            outcome = dbtRunner(manifest=self.manifest, callbacks=[listen]).invoke(
                [arguments[0], *shared, *arguments[1:]]
            )
            release_database()
        if outcome.exception is not None:
            if not str(outcome.exception):  # how dbt hands on an interruption
                raise KeyboardInterrupt
            raise WarehouseError(
                f"dbt could not {arguments[0]} the project for {self.shop.name}: "
                f"{one_line(outcome.exception)}"
            ) from outcome.exception
        return outcome

    @contextmanager
    def _environment(self) -> Iterator[None]:
        """The environment the project's profile and sources read; put back afterwards."""
        wanted = {
            "WAREHOUSE_DUCKDB_PATH": str(self.paths.build_file(self.shop.name)),
            "WAREHOUSE_RAW_PATH": str(self.paths.raw),
            "WAREHOUSE_RUN_ID": self.run_id,
            "DO_NOT_TRACK": "1",
        }
        before = {name: os.environ.get(name) for name in wanted}
        folder = Path.cwd()
        os.environ.update(wanted)
        try:
            yield
        finally:
            os.chdir(folder)
            for name, value in before.items():
                if value is None:
                    os.environ.pop(name, None)
                else:
                    os.environ[name] = value

    def _collect(self, layer: Layer, result: Any) -> LayerRun:
        run = LayerRun()
        for node_result in result.results if result is not None else []:
            status = str(node_result.status)
            if status in ("skipped", "no-op"):
                run.skipped += status == "skipped"
                continue
            is_test = str(node_result.node.resource_type) == "test"
            if not is_test and status == "success":
                continue
            check = self._check_result(layer, node_result, is_test)
            run.results.append(check)
            if check.status == "error":
                run.messages[check.check_name] = one_line(node_result.message)
        return run

    def _check_result(self, layer: Layer, result: Any, is_test: bool) -> CheckResult:
        node = result.node
        is_warning = is_test and str(node.config.severity).lower() == "warn"
        status = STATUS.get(str(result.status), "error")
        failures = None if status == "error" else int(result.failures or 0)
        return CheckResult(
            run_id="",
            shop=self.shop.name,
            layer=layer,
            check_name=node.name if is_test else f"builds_{node.name}",
            kind="dbt_test",
            model=self._tested_model(node) if is_test else node.name,
            severity="warn" if is_warning else "error",
            status=status,  # type: ignore[arg-type]
            failures=failures,
            measured_value=None if failures is None else float(failures),
            threshold=_threshold(node, is_warning) if is_test else None,
            seconds=float(result.execution_time),
            checked_at=_finished_at(result),
        )

    def _tested_model(self, node: Any) -> str | None:
        """What a test is about: the model or source it is attached to, else the first it reads."""
        name = getattr(node, "attached_node", None) or next(iter(node.depends_on.nodes), None)
        if name is None:
            return None
        known = self.manifest.nodes.get(name) or self.manifest.sources.get(name)
        if known is None:
            return None
        is_source = str(known.resource_type) == "source"
        return f"{known.source_name}.{known.name}" if is_source else str(known.name)


def _threshold(node: Any, is_warning: bool) -> str:
    """What a test allows, as dbt states it: failing rows `!= 0` by default."""
    return "failures " + str(node.config.warn_if if is_warning else node.config.error_if)


def _finished_at(result: Any) -> datetime:
    times = [timing.completed_at for timing in result.timing if timing.completed_at]
    moment: datetime = max(times) if times else datetime.now(UTC)
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def _tag(layer: Layer) -> str:
    """The tag of the nodes of a layer."""
    return f"layer:{layer}"


def release_database() -> None:
    """Close the DuckDB file that the adapter may still hold, so that others can open it."""
    from dbt.adapters.duckdb.connections import DuckDBConnectionManager

    DuckDBConnectionManager.close_all_connections()
