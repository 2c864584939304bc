"""dbt builds of a shop, recorded and published as if `warehouse build` had made them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from slim import PARTS, copy_parts
from spark.dbt_runs import Engine
from workspace import Workspace

from loyalty_warehouse import history, pipeline
from loyalty_warehouse.dbt_project import DbtProject
from loyalty_warehouse.fingerprint import fingerprint
from loyalty_warehouse.publish import publish
from loyalty_warehouse.settings import Shop
from loyalty_warehouse.shops import load_shop


@dataclass(frozen=True)
class AsBuilt:
    """The folders of the command, and dbt on its build file, without quality gates."""

    place: Workspace
    shop: Shop
    variables: str
    duckdb: Engine

    @classmethod
    def begun(cls, root: Path, shop: str, variables: str) -> AsBuilt:
        """Folders of the command around raw files that have landed; the project is a copy."""
        place = Workspace(root, copy_parts(root / "project", PARTS))
        paths = place.paths
        for folder in (paths.build, paths.published):
            folder.mkdir()
        environment = {
            "WAREHOUSE_RAW_PATH": str(paths.raw),
            "WAREHOUSE_DUCKDB_PATH": str(paths.build_file(shop)),
        }
        engine = Engine("duckdb", root / "dbt" / "duckdb", environment)
        return cls(place, load_shop(paths, shop), variables, engine)

    def build(self, *command: str) -> list[Any]:
        """Run a dbt command, record it as a build that passed and publish; what dbt did."""
        paths, name = self.place.paths, self.shop.name
        file, published = paths.build_file(name), paths.published_file(name)
        made_of = fingerprint(paths, self.shop)
        run_id = history.begin_run(file, published, name, "build", made_of)
        done: list[Any] = self.duckdb.invoke(*command, "--vars", self.variables).results
        history.record_as_of(file, run_id)
        history.end_run(file, run_id, "passed")
        publish(file, published)
        return done

    def stand_in(self, patch: pytest.MonkeyPatch, spark: Engine, *command: str) -> list[Any]:
        """Let the command build like this, and take the project as it has been parsed already.

        Returns a list to which each build appends what dbt did.
        """
        engines = {engine.target: engine for engine in (self.duckdb, spark)}
        made: list[Any] = []

        def parse(project: DbtProject) -> None:
            project.manifest = engines[project.target].manifest(self.variables)

        patch.setattr(DbtProject, "parse", parse)
        patch.setattr(pipeline, "build", lambda *_, **__: made.extend(self.build(*command)))
        return made
