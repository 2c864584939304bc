"""The sample's requests for erasure reach the warehouse, and the command hears all of them."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

from slim import PARTS, copy_parts

from loyalty_warehouse import history
from loyalty_warehouse.erasure.run import preview
from loyalty_warehouse.fingerprint import fingerprint
from loyalty_warehouse.settings import Paths, Shop
from loyalty_warehouse.shops import load_shop

from .build import TABLES, Sample, make_sample

SHOP = "sample"
MODELS = ("+identity_events", "+int_customer_consents", "+int_device_owners", "+loyalty_movements")
HEARD = """
    select source_system, consents.customer_record_id, customer_id from conformed.consents
    join intermediate.int_customer_map using (customer_record_key, source_system)
    where purpose = 'erasure' and is_granted"""


def taken_over(sample: Sample, folder: Path) -> tuple[Paths, Shop]:
    """The sample's build as if `warehouse build` had made and published it."""
    project = copy_parts(folder / "project", PARTS)
    paths = Paths(project, sample.raw, folder, folder / "build", folder / "published")
    file, published = paths.build_file(SHOP), paths.published_file(SHOP)
    file.parent.mkdir()
    published.parent.mkdir()
    shutil.copy(sample.database, file)
    shop = load_shop(paths, SHOP)
    run_id = history.begin_run(file, published, SHOP, "build", fingerprint(paths, shop))
    history.record_as_of(file, run_id)
    history.end_run(file, run_id, "passed")
    shutil.copy(file, published)
    return paths, shop


def test_requests_of_every_kind_are_heard(
    tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    sample = make_sample(tmp_path / "sample", customers=150, months=12, seed=3)
    sample.dbt(*TABLES, "--select", *MODELS)
    truth = sample.ask("select kind, system, record_id from truth('erasures')")
    assert {kind for kind, *_ in truth} == {"account", "newsletter", "guest", "member"}
    heard = sample.ask(HEARD)
    assert sorted((system, record) for system, record, _ in heard) == sorted(
        (system, record) for _, system, record in truth
    )

    paths, shop = taken_over(sample, tmp_path / "command")
    persons = preview(paths, shop, [], requests=True).persons
    assert {person.customer_id for person in persons} == {customer for *_, customer in heard}
    systems = [len({one.system for one in person.records}) for person in persons]
    record_property("figure", f"{len(persons)} customers asked, known to {systems} systems")
    assert max(systems) > 3
