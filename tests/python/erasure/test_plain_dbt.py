"""A plain dbt run stops where raw files were not screened for erased customers."""

from __future__ import annotations

from pathlib import Path

import pytest
from identity.ids import Ids, write_project

from loyalty_warehouse.erasure import screen
from loyalty_warehouse.erasure.register import read_register
from loyalty_warehouse.settings import Paths


def test_a_plain_run_stops_until_new_files_are_screened(tmp_path: Path) -> None:
    raw = tmp_path / "raw"
    file = raw / "toy" / "account" / "part-0.parquet"
    file.parent.mkdir(parents=True)
    write_project(raw / "project")
    shop, paths = Ids(raw), Paths(raw, raw, raw, raw / "build", raw / "published")
    file.write_bytes(b"any")
    assert shop.run([{1, 2}]) == {1: 1, 2: 1}  # nobody was erased

    register = read_register(paths)
    register.add("shop", "1", "00ff00ff00ff00ff")
    register.add("email", "anna@mail.example", "00ff00ff00ff00ff")
    register.save()
    with pytest.raises(AssertionError, match="warehouse erase --screen --shop ids"):
        shop.run([{1, 2}])
    screen.record_screened(paths, ["toy"], register)
    shop.run([{1, 2}])

    file.write_bytes(b"other")
    with pytest.raises(AssertionError, match=r"part-0\.parquet was not screened"):
        shop.run([{1, 2}])
    screen.record_screened(paths, ["toy"], register)
    shop.run([{1, 2}])

    register.add("device", "tab", "00ff00ff00ff00ff", valid_to="2024-01-03 10:00:00")
    register.save()
    with pytest.raises(AssertionError, match="was not screened"):
        shop.run([{1, 2}])
