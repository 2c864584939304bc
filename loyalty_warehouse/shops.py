"""Reads and checks shop files before anything slow starts."""

from __future__ import annotations

from datetime import date
from difflib import get_close_matches
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import yaml

from loyalty_warehouse.errors import WarehouseError
from loyalty_warehouse.settings import Paths, Shop

KEYS = (
    "shop",
    "systems",
    "time_zone",
    "reporting_currency",
    "as_of",
    "invalid_order_reasons",
    "late_arrival_days",
    "shared_phone_records",
    "discount_rate",
    "assumed_lifespan_years",
)


def shop_names(paths: Paths) -> list[str]:
    """The shops that have a file, sorted."""
    return sorted(file.stem for file in (paths.project / "shops").glob("*.yml"))


def load_shop(paths: Paths, name: str, as_of: str | None = None) -> Shop:
    """The settings of a shop; ``as_of`` (YYYY-MM-DD) overrides the file's.

    Raises WarehouseError naming the file, the key and what to write instead.
    """
    file = paths.project / "shops" / f"{name}.yml"
    if name not in shop_names(paths):
        known = ", ".join(shop_names(paths)) or "none"
        raise WarehouseError(f"There is no shop '{name}': add shops/{name}.yml, or use {known}.")
    settings = _read(file)
    where = f"shops/{file.name}"
    _check_keys(settings, where)
    if settings.get("shop", name) != name:
        raise WarehouseError(f"{where} says shop: {settings['shop']}; write shop: {name}.")
    systems = _systems(settings.get("systems"), where, paths)
    _check_time_zone(settings.get("time_zone", "UTC"), where)
    _check_currency(settings.get("reporting_currency", "USD"), where)
    _check_reasons(settings.get("invalid_order_reasons", []), where)
    asked, asked_where = (
        (as_of, "--as-of") if as_of is not None else (settings.get("as_of"), f"as_of of {where}")
    )
    variables: dict[str, object] = {**settings, "shop": name, "as_of": _as_of(asked, asked_where)}
    return Shop(name=name, systems=systems, file=file, variables=variables)


def _read(file: Path) -> dict[str, object]:
    try:
        settings = yaml.safe_load(file.read_text(encoding="utf-8"))
    except (OSError, ValueError, yaml.YAMLError) as error:
        reason = str(error).splitlines()[0]
        mark = getattr(error, "problem_mark", None)
        reason += f", line {mark.line + 1}, column {mark.column + 1}" if mark else ""
        raise WarehouseError(f"shops/{file.name} is not readable YAML ({reason}).") from error
    if not isinstance(settings, dict):
        raise WarehouseError(f"shops/{file.name} is not a list of settings, such as shop: cdnow.")
    return {str(key): value for key, value in settings.items()}


def _check_keys(settings: dict[str, object], where: str) -> None:
    for key in settings:
        if key not in KEYS:
            close = get_close_matches(key, KEYS, n=1)
            remedy = f"write {close[0]}" if close else f"use {', '.join(KEYS)}"
            raise WarehouseError(f"{where} has the unknown key '{key}': {remedy}.")


def _systems(value: object, where: str, paths: Paths) -> dict[str, list[str]]:
    remedy = "write a mapping of system to its entities, such as systems: {cdnow: [orders]}"
    if not isinstance(value, dict) or not value:
        raise WarehouseError(f"{where} names no systems: {remedy}.")
    systems: dict[str, list[str]] = {}
    for system, entities in value.items():
        if not isinstance(entities, list) or not all(isinstance(name, str) for name in entities):
            raise WarehouseError(f"{where}: systems.{system} is not a list of entities: {remedy}.")
        if not (paths.project / "models" / "staging" / str(system)).is_dir():
            raise WarehouseError(
                f"{where} names the system '{system}', but models/staging/{system} does not "
                "exist: write its staging models, or take it out of the shop."
            )
        conformed = (paths.project / "models/conformed").glob("*.sql")
        known = sorted({"flagged_rows", *(file.stem for file in conformed)})
        for entity in entities:
            if entity not in known:
                raise WarehouseError(
                    f"{where}: systems.{system} names the entity '{entity}', which does not "
                    f"exist: use {', '.join(known)}."
                )
            model = f"models/staging/{system}/{system}__{entity}.sql"
            if not (paths.project / model).exists():
                raise WarehouseError(
                    f"{where}: systems.{system} names {entity}, but {model} does not exist: "
                    f"write it, or take {entity} out of the shop."
                )
        systems[str(system)] = entities
    if not any("orders" in entities for entities in systems.values()):
        first = next(iter(systems))
        raise WarehouseError(
            f"{where}: no system delivers orders, without which there is nothing to build: write "
            f"orders into the list of the system that sells, such as systems: {{{first}: "
            "[orders]}, and its delivery models/staging/<system>/<system>__orders.sql "
            "(docs/connect.md, C)."
        )
    return systems


def _check_time_zone(value: object, where: str) -> None:
    try:
        ZoneInfo(str(value))
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise WarehouseError(
            f"{where} has the unknown time_zone '{value}': write an IANA name such as Europe/Paris."
        ) from error


def _check_currency(value: object, where: str) -> None:
    text = str(value)
    if not (len(text) == 3 and text.isascii() and text.isalpha() and text.isupper()):
        raise WarehouseError(
            f"{where} has reporting_currency '{value}': write an ISO 4217 code such as EUR."
        )


def _check_reasons(value: object, where: str) -> None:
    known = {"test", "cancelled", "staff", "zero_value"}
    if not isinstance(value, list) or not {str(reason) for reason in value} <= known:
        raise WarehouseError(
            f"{where} has invalid_order_reasons {value}: write a list of any of "
            f"{', '.join(sorted(known))}."
        )


def _as_of(value: object, where: str) -> str:
    """The date as YYYY-MM-DD; empty when none is asked."""
    if value is None or (value == "" and where != "--as-of"):
        return ""
    text = value.isoformat() if isinstance(value, date) else str(value)
    try:
        if len(text) != 10:
            raise ValueError(text)
        return date.fromisoformat(text).isoformat()
    except ValueError as error:
        raise WarehouseError(
            f"{where} is '{text}', which is not a date: write it as YYYY-MM-DD."
        ) from error
