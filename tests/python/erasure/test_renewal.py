"""The new build file of an erasure: whose history goes, and what is left beside."""

from __future__ import annotations

from pathlib import Path

import duckdb

from loyalty_warehouse import history
from loyalty_warehouse.erasure.renewal import by_products, renew
from loyalty_warehouse.settings import Paths

# Anna has the records 1 and 2 and the guest order 3, Ben 4 and 5. Anna's address is 11 and hers
# alone, the phone 12 is the household's, Ben's card is 13.
EVENTS = """
    (1, 1, 'mint', 1, null, 'whole', 1, date '2024-01-31', null, null, null, null),
    (1, 2, 'join', 1, null, 'whole', 2, date '2024-01-31', 'email', 11, null, null),
    (1, 4, 'mint', 4, null, 'whole', 3, date '2024-01-31', null, null, null, null),
    (2, 5, 'join', 4, null, 'whole', 4, date '2024-02-29', 'loyalty_card', 13, null, null),
    (2, 6, 'split', 6, 1, 'whole', 5, date '2024-02-29', 'email', 11, null, 'blocked_value'),
    (2, 7, 'split', 7, 1, 'whole', 6, date '2024-02-29', 'phone', 12, 'd1', 'unlinked_by_hand'),
    (3, 8, 'manual_link', 4, null, 'whole', 7, date '2024-02-29', 'decision', 2, 'd2', null)
    ) as t (event_batch, record_key, event_type, customer_id, previous_customer_id, group_state,
        registration_number, as_of_date, deciding_kind, deciding_key, decision_id,
        deciding_reason)"""
LINKS = """
    (1, 11), (2, 11), (1, 12), (7, 12), (4, 13), (5, 13), (4, null)
    ) as t (record_key, identifier_key)"""
AFTER = """
    select record_key, event_type, customer_id, deciding_kind, deciding_key, decision_id,
        deciding_reason
    from intermediate.int_identity_events order by event_batch, record_key"""
EXPECTED = [
    (4, "mint", 4, None, None, None, None),
    (5, "join", 4, "loyalty_card", 13, None, None),
    (6, "split", 6, "email", None, None, "blocked_value"),
    (7, "split", 7, "phone", 12, "d1", "unlinked_by_hand"),
    (8, "manual_link", 4, "decision", None, "d2", None),
    (1, "erase", 1, None, None, None, None),
]


def folders(root: Path) -> Paths:
    paths = Paths(root, root / "raw", root / "cache", root / "build", root / "published")
    for folder in (paths.build, paths.published):
        folder.mkdir()
    return paths


def land(file: Path, *, marts: bool) -> None:
    """A build file, or a published one, with a log of seven events."""
    events = "identity_events" if marts else "int_identity_events"
    links = "identity_links" if marts else "int_identity_edges"
    more = ", 'customer' as record_type, 's' as source_system" if marts else ""
    schema = "marts" if marts else "intermediate"
    with duckdb.connect(str(file)) as connection:
        connection.execute(f"create schema quality; create schema {schema}")
        connection.execute(history.RUNS)
        connection.execute(history.CHECK_RESULTS)
        connection.execute(
            f"create table {schema}.{events} as select *{more} from (values {EVENTS}"
        )
        connection.execute(f"create table {schema}.{links} as select * from (values {LINKS}")


def test_other_peoples_events_keep_their_reasons(tmp_path: Path) -> None:
    paths = folders(tmp_path)
    land(paths.build_file("toy"), marts=False)
    for _ in range(2):  # an erasure that was interrupted does it again
        renew(paths, "toy", [1, 2, 3], [1])
        with duckdb.connect(str(paths.build_file("toy")), read_only=True) as connection:
            assert connection.execute(AFTER).fetchall() == EXPECTED


def test_the_log_of_the_published_file_stands_in_for_a_lost_build(tmp_path: Path) -> None:
    paths = folders(tmp_path)
    land(paths.published_file("toy"), marts=True)
    renew(paths, "toy", [1, 2, 3], [1])
    with duckdb.connect(str(paths.build_file("toy")), read_only=True) as connection:
        assert connection.execute(AFTER).fetchall() == EXPECTED
        assert len(connection.execute("describe intermediate.int_identity_events").fetchall()) == 12


def test_copies_and_spilled_data_go_too(tmp_path: Path) -> None:
    paths = folders(tmp_path)
    land(paths.build_file("toy"), marts=False)
    mine = ["toy", "toy.duckdb.tmp", ".toy-identity-77"]
    others = ["toys", "toys.duckdb.tmp", ".toys-identity-77", ".toy-identity-b.lock"]
    for name in [*mine, *others]:
        (paths.build / name).mkdir()
        (paths.build / name / "file").write_text("anna@mail.example")
    assert {place.name for place in by_products(paths, ["toy"])} == set(mine)
    renew(paths, "toy", [1], [])
    assert not by_products(paths, ["toy"])
    assert all((paths.build / name).exists() for name in others)
