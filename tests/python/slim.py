"""The project without the ten simulated systems: for tests of shops that have others.

dbt reads every model of a project, enabled or not; without some two hundred it is ready in a third
of the time, and hundreds of tests start it. The profile's marts, and what stands on them, are
tested with the sample.
"""

from __future__ import annotations

import atexit
import shutil
import tempfile
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import yaml

PROJECT = Path(__file__).resolve().parents[2]
PARTS = (
    "dbt_project.yml",
    "profiles.yml",
    "models",
    "macros",
    "seeds",
    "shops",
    "analyses",
    "quality",
    "loyalty_warehouse",
    "requirements",
    "tests/generic",
    "tests/conformed",
    "tests/marts",
    "tests/seeds",
)
SAMPLE_ONLY = frozenset(
    {
        "models/intermediate/acquisition",
        "models/intermediate/household",
        "models/intermediate/profile",
        "models/marts/profile",
        *(
            f"models/marts/value/{name}.{kind}"
            for name in ("acquisition_value", "best_customer_traits")
            for kind in ("sql", "yml")
        ),
        "models/marts/identity/identity_coverage.sql",
        "models/marts/identity/identity_coverage.yml",
        "tests/marts/acquisition_value_adds_up.sql",
        "tests/marts/best_customer_traits_add_up.sql",
        "tests/marts/profiles_add_up_to_the_orders.sql",
    }
)

NOT_ASKED = (
    *(
        f"models/marts/rfm/rfm_{name}"
        for name in ("history", "by_part", "by_cut_points", "windows", "migration")
    ),
    *(f"models/marts/retention/{name}" for name in ("interpurchase", "repeat_purchase")),
    *(f"models/intermediate/int_{name}" for name in ("survival_times", "cohort_activity")),
    *(f"models/intermediate/int_lifetime{name}" for name in ("s", "_months", "_spending")),
    *(f"models/intermediate/int_{name}" for name in ("period_segments", "valued_segments")),
    "models/intermediate/int_memberships",
    "models/intermediate/int_acquisition_sources",
    *(f"models/intermediate/int_{name}" for name in ("touches", "session_events")),
    "models/intermediate/int_customer_service",
    *(
        f"models/marts/value/{name}"
        for name in (
            *("clv_parameters", "clv_backtest", "clv_calibration"),
            *("clv_formula", "clv_history", "value_segments", "retention_cost"),
        )
    ),
    "tests/marts/rfm_by_part_adds_up",
    "tests/marts/clv_customers_use_the_formula_of_the_shop",
    "tests/marts/clv_formula_adds_up",
    "tests/marts/clv_history_adds_up",
    "tests/marts/value_segments_hold_every_predicted_customer",
    "models/marts/retention/retention_sensitivity",
    "models/marts/retention/segment_value_retention",
    *(f"models/marts/retention/{name}" for name in ("retention_by_segment", "cohort_triangles")),
    "tests/marts/retention_by_segment_adds_up",
    "tests/marts/periods_add_up_to_the_orders",
    "tests/marts/cohort_triangles_add_up",
    "models/marts/retention/survival_curves",
)
"""Marts that no test of the command asks for, and nothing else stands on."""
NO_FOLDER_ASKED = (
    "analyses",
    "models/intermediate/churn",
    "models/intermediate/ghost",
    "models/intermediate/value",
    "models/marts/churn",
    "models/marts/engagement",
)
"""The same of whole folders."""
STILL_TESTED = frozenset(
    {"orders.yml", "customer_records.yml", "fct_orders.yml", "rfm_current.yml"}
)
"""The models whose data tests a build of the command's tests runs."""


def sample_systems() -> frozenset[str]:
    """The systems that the shop `sample` names."""
    settings = yaml.safe_load((PROJECT / "shops" / "sample.yml").read_text(encoding="utf-8"))
    return frozenset(settings["systems"])


def copy_parts(root: Path, parts: Iterable[str], without: frozenset[str] = frozenset()) -> Path:
    """Copy parts of the project below ``root``, without the staging folders of some systems."""
    staging = str(PROJECT / "models" / "staging")

    def ignored(folder: str, names: list[str]) -> list[str]:
        slim = SAMPLE_ONLY if without else frozenset()
        return [
            name
            for name in names
            if name == "__pycache__"
            or (folder == staging and name in without)
            or str((Path(folder) / name).relative_to(PROJECT)) in slim
        ]

    for part in parts:
        target = root / part
        target.parent.mkdir(parents=True, exist_ok=True)
        if (PROJECT / part).is_dir():
            shutil.copytree(PROJECT / part, target, ignore=ignored)
        else:
            shutil.copy(PROJECT / part, target)
    return root


def folder_of_the_run(prefix: str) -> Path:
    """A new folder that is removed when this process ends."""
    folder = tempfile.mkdtemp(prefix=prefix)
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return Path(folder)


@cache
def slim_project() -> Path:
    """One copy for the whole test run, removed at its end; nobody writes into it."""
    return copy_parts(folder_of_the_run("slim-project-"), PARTS, sample_systems())


@cache
def command_project() -> Path:
    """The slim project with few data tests, for tests of what the `warehouse` command does.

    A data test is a node like a model, and costs dbt as much; with plain dbt all of them run.
    """
    root = folder_of_the_run("command-project-")
    shutil.copytree(slim_project(), root, dirs_exist_ok=True)
    for folder in NO_FOLDER_ASKED:
        shutil.rmtree(root / folder)
    _without_forecasts(root)
    for name in NOT_ASKED:
        (root / f"{name}.sql").unlink()
        (root / f"{name}.yml").unlink(missing_ok=True)
    for file in (*root.glob("models/**/*.yml"), *root.glob("seeds/*.yml")):
        if file.name not in STILL_TESTED and "staging" not in file.parts:
            _drop_data_tests(file)
    return root


PREDICTION = {
    "string": ("model", "pool", "spend_basis"),
    "bigint": ("customer_id", "purchases_365d_low", "purchases_365d_high"),
    "double": (
        *("p_alive", "p_no_purchase_30d", "p_no_purchase_90d", "p_no_purchase_365d"),
        *("expected_purchases_30d", "expected_purchases_90d", "expected_purchases_365d"),
        *("spend_per_purchase_day_amount", "predicted_net_365d_amount"),
        *("net_365d_low_amount", "net_365d_high_amount"),
        *(f"expected_margin_{days}d_amount" for days in (30, 90, 365)),
        *("margin_365d_low_amount", "margin_365d_high_amount"),
        *(
            f"discounted_{months}m_{part}amount"
            for months in (12, 36)
            for part in ("", "low_", "high_", "contribution_")
        ),
    ),
}
"""What clv_customers reads of a prediction; the command's tests have none."""


def _without_forecasts(root: Path) -> None:
    """Put relations without a forecast in the place of all that is fitted."""
    columns = ", ".join(
        f"cast(null as {kind}) as {name}" for kind, names in PREDICTION.items() for name in names
    )
    no_margin = "customer_id, 'net_revenue' as margin_basis"
    for name in ("costed_net_amount", "contribution_margin_amount"):
        no_margin += f", cast(null as decimal(18, 2)) as {name}"
    folder = root / "models" / "intermediate" / "value"
    folder.mkdir()
    for name, sql in {
        "int_value_predictions": f"select {columns} where 1 = 0",
        "int_value_verdict": "select 0 as pool_count, null::boolean as is_better_than_naive",
        "int_formula_factors": "select 'observed' as lifespan_source, 'computed' as formula_state,"
        " 1.0::double as orders_per_relation_year, 1.0::double as lifespan_years,"
        " 1.0::double as later_orders_per_relation_year, true as is_used_for_customers",
        "int_customer_margin_shares": "select customer_id, null::double as margin_share,"
        " null::double as contribution_share, null::varchar as margin_share_basis"
        " from {{ ref('dim_customers') }}",
        "int_contribution_share": "select 'net_revenue' as margin_basis",
        "int_customer_margins": f"select {no_margin} from {{{{ ref('int_customer_orders') }}}}",
    }.items():
        (folder / f"{name}.sql").write_text(sql, encoding="utf-8")


BORDER_QUALITY = ("quarantined_rows", "quarantine_summary", "raw_count_days", "raw_counts")
"""What models/quality says of staging alone."""


@cache
def border_project() -> Path:
    """The command project as far as the conformed entities: a moment to parse."""
    root = folder_of_the_run("border-project-")
    shutil.copytree(command_project(), root, dirs_exist_ok=True)
    for folder in ("models/intermediate", "models/marts", "tests/marts", "tests/conformed"):
        shutil.rmtree(root / folder)
    for file in (root / "models" / "quality").iterdir():
        if file.stem not in BORDER_QUALITY:
            file.unlink()
    return root


def _drop_data_tests(file: Path) -> None:
    """Rewrite a YAML file of models or seeds without their data tests."""
    described = yaml.safe_load(file.read_text(encoding="utf-8"))
    for node in (*described.get("models", []), *described.get("seeds", [])):
        for part in (node, *node.get("columns", [])):
            part.pop("data_tests", None)
    file.write_text(yaml.safe_dump(described, sort_keys=False), encoding="utf-8")
