"""Rows of the erased become pseudonymous in raw files; everybody else's stay as they are."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from loyalty_warehouse.erasure import screen
from loyalty_warehouse.erasure.identifiers import Country, phone_forms
from loyalty_warehouse.erasure.proof import (
    Proof,
    Values,
    collect,
    scan_raw,
    without_what_things_say,
)
from loyalty_warehouse.erasure.register import Register, contact
from loyalty_warehouse.erasure.tags import PersonalColumn, PersonalTable
from loyalty_warehouse.errors import WarehouseError
from loyalty_warehouse.landing_contract import Expected
from loyalty_warehouse.settings import Paths

from .toy import ROWS, annas, land, rows_of

ANNA = "00ff00ff00ff00ff"
MAIL, PHONE = contact("email", ANNA), contact("phone", ANNA)


@pytest.fixture
def raw(tmp_path: Path) -> Path:
    return tmp_path / "raw"


@pytest.fixture
def tables(raw: Path) -> list[PersonalTable]:
    return land(raw)


@pytest.fixture
def register(tmp_path: Path) -> Register:
    return annas(tmp_path / "erasure")


@pytest.fixture
def cleaned(tables: list[PersonalTable], register: Register) -> Register:
    screen.learn(tables, register, admits)
    screen.clean(tables, register)
    return register


def admits(*_: str) -> bool:
    """No record is somebody else's."""
    return True


def pseudonym(register: Register, namespace: str, value: str) -> str:
    (entry,) = register.find(namespace, value)
    return entry.pseudonym


def strangers(register: Register, kind: str, value: str) -> str:
    (entry,) = register.find(kind, value)
    return register.strangers(entry)


def test_a_living_customer_who_shows_her_address_later_keeps_all_but_it(
    cleaned: Register, raw: Path, tables: list[PersonalTable]
) -> None:
    entries = set(cleaned)
    new = """
        (2::bigint, 'Anna@Mail.example', '0612345678', 'Ben', 'second'),
        (7, 'anna@mail.example', null, 'Dora', '')
        as t (id, email, phone, name, remark)"""
    land(raw, {"shop.account": new})
    screen.learn(tables, cleaned)
    screen.clean(tables, cleaned)
    theirs = strangers(cleaned, "email", "anna@mail.example")
    assert rows_of(raw, "shop.account") == [
        (2, theirs, "0612345678", "Ben", "second"),
        (7, theirs, None, "Dora", ""),
    ]
    assert rows_of(raw, "shop.sale")[2][1:4] == (2, "ben@mail.example", "1 Oak Street")
    # Her order as a guest is hers still, by its number.
    assert rows_of(raw, "shop.sale")[1][1:4] == (None, MAIL, None)
    assert not cleaned.find("shop", "2") and not cleaned.find("shop", "7")
    assert set(cleaned) == entries


def test_records_are_emptied_and_what_is_shared_stays_with_the_other(
    cleaned: Register, raw: Path
) -> None:
    one, copy = (int(pseudonym(cleaned, "shop", id_)) for id_ in ("1", "4"))
    assert rows_of(raw, "shop.account") == [
        (one, MAIL, PHONE, None, "first"),
        (2, "ben@mail.example", "0612345678", "Ben", "second"),
        (3, "joanna@mail.example", None, "Anna", "third"),
        (copy, MAIL, None, None, "a copy that was refused"),
    ]
    assert one < 0 and copy < 0 and one != copy


def test_orders_stay_by_their_amounts(cleaned: Register, raw: Path) -> None:
    sales = rows_of(raw, "shop.sale")
    assert [row[4] for row in sales] == [12.5, 7, 8, 9]
    assert sales[0][1:4] == (int(pseudonym(cleaned, "shop", "1")), None, None)
    assert sales[1][1:4] == (None, MAIL, None)
    assert sales[2][1:4] == (2, "ben@mail.example", "1 Oak Street")
    # A stranger who wrote her address: it goes, the stranger stays, and is not tied to her.
    assert sales[3][1:4] == (3, strangers(cleaned, "email", "anna@mail.example"), "9 Elm Street")
    assert sales[3][2] not in (MAIL, "anna@mail.example")


def test_what_is_part_of_her_rows_is_hers(cleaned: Register, raw: Path) -> None:
    assert [row[2] for row in rows_of(raw, "shop.parcel")] == [None, "RX-78"]


def test_a_shared_tablet_is_split_at_the_log_ins(cleaned: Register, raw: Path) -> None:
    tablet = pseudonym(cleaned, "device", "tab")
    hits = rows_of(raw, "web.hit")
    assert [row[0] for row in hits] == [tablet, tablet, "tab", "tab"]
    assert [row[2] for row in hits] == [None, int(pseudonym(cleaned, "shop", "1")), 2, None]
    assert hits[0][3] == "/a?mail=[erased]"


def test_addresses_within_texts_are_blotted_out(cleaned: Register, raw: Path) -> None:
    assert rows_of(raw, "desk.note") == [
        # The phone is Ben's, too.
        (1, "[erased] called from 06 12 34 56 78"),
        (2, "joanna@mail.example called"),
        (3, "/a?u=x%3D[erased]&c=1"),
        (4, "12/3 [erased] or [erased]!"),
    ]


def test_a_number_is_known_after_any_prefix_and_before_an_extension(
    raw: Path, register: Register
) -> None:
    countries = [Country("33", "0"), Country("1", "1", "011", "10"), Country("61", "0", "0011")]
    for form in phone_forms("+33698765432", countries):
        register.add("phone", form, ANNA)
    spelled = (
        "011 33 6 98 76 54 32",
        "0011 33698765432",
        "06 98 76 54 32 x12",
        "+33 6 98 76 54 32 poste 12",
    )
    others = ("011 33 6 98 76 54 33", "06 98 76 54 33 x12", "06 98 76 54 32 12")
    numbers = enumerate((*spelled, *others), start=20)
    rows = ", ".join(f"({id_}::bigint, null, '{number}', 'Dora', '')" for id_, number in numbers)
    notes = """
        (1, 'from 011 33 698765432, then 06 98 76 54 32 x12, then 0698765432x12.'),
        (2, 'from 0698765433x12, 0698765432extra')
        as t (id, body)"""
    delivered = {"shop.account": f"{rows} as t (id, email, phone, name, remark)"}
    tables = land(raw, delivered | {"desk.note": notes})
    screen.learn(tables, register)
    screen.clean(tables, register)
    left = [str(row[2]) for row in rows_of(raw, "shop.account")]
    assert [number[:4] for number in left[: len(spelled)]] == ["+999"] * len(spelled)
    assert tuple(left[len(spelled) :]) == others
    assert [body for _, body in rows_of(raw, "desk.note")] == [
        "from [erased], then [erased] x12, then [erased].",
        "from 0698765433x12, 0698765432extra",
    ]


def test_ids_that_landed_as_fractions_and_cards_that_say_nothing_of_the_row(
    cleaned: Register, raw: Path
) -> None:
    anna, card = (pseudonym(cleaned, *of) for of in (("shop", "1"), ("payment_card", "fp1")))
    assert rows_of(raw, "bank.pay") == [
        (float(anna), card, None, 40),
        (3.0, card, "to Cem", 41),
        (float(anna), None, None, 42),
    ]


def test_an_id_of_an_unsigned_type_is_refused(register: Register, raw: Path) -> None:
    changed = "(1::ubigint, 'fp1', '', 1) as t (account_id, card, note, number)"
    with pytest.raises(WarehouseError, match="land it as BIGINT"):
        screen.clean(land(raw, {"bank.pay": changed}), register)


@pytest.mark.parametrize("type_", ["double", "decimal(18, 2)", "float[]", "bigint"])
def test_the_proof_looks_at_numbers_of_any_type(tmp_path: Path, type_: str) -> None:
    file, proof = tmp_path / "numbers.parquet", Proof()
    value = "[16777216]" if type_.endswith("[]") else "16777216"
    with duckdb.connect() as connection:
        connection.execute(f"copy (select {value}::{type_} as n) to '{file}' (format parquet)")
    scan_raw(file, Values({"16777216"}), set(), proof)
    assert len(proof.found) == 1
    scan_raw(file, Values({"1677721"}), set(), other := Proof())
    assert not other.found


def test_the_same_rows_delivered_again_are_made_the_same_pseudonyms(
    cleaned: Register, raw: Path, tables: list[PersonalTable]
) -> None:
    before = {name: rows_of(raw, name) for name in ROWS}
    land(raw)
    screen.learn(tables, cleaned)
    screen.clean(tables, cleaned)
    assert {name: rows_of(raw, name) for name in ROWS} == before


def test_a_second_time_nothing_changes(cleaned: Register, tables: list[PersonalTable]) -> None:
    assert not screen.clean(tables, cleaned)


def test_a_card_on_what_is_a_part_of_a_row_stays_the_same_pseudonym(
    raw: Path, tables: list[PersonalTable], register: Register
) -> None:
    file = raw / "shop" / "tender" / "part-0.parquet"
    file.parent.mkdir()
    with duckdb.connect() as connection:
        rows = "(values (1, 10::bigint, 'fp1'), (2, 12, 'fp1')) as t (id, sale_number, card)"
        connection.execute(f"copy (from {rows}) to '{file}' (format parquet)")
    relation = f"read_parquet('{file.parent}/*.parquet', union_by_name=true)"
    expected = Expected("shop", "tender", relation, is_optional=False, columns={})
    sale = PersonalColumn("sale_number", is_personal=False, part_of="shop.sale")
    card = PersonalColumn("card", mentions=("payment_card",))
    tables = [*tables, PersonalTable(expected, (sale, card), ("id",), None)]
    screen.learn(tables, register, admits)
    for _ in ("when she is erased", "when somebody else is"):
        screen.clean(tables, register)
        fingerprint = pseudonym(register, "payment_card", "fp1")
        assert rows_of(raw, "shop.tender") == [(1, 10, fingerprint), (2, 12, fingerprint)]


def test_the_proof_finds_what_was_and_nothing_afterwards(
    tables: list[PersonalTable], register: Register, raw: Path
) -> None:
    screen.learn(tables, register, admits)
    values = collect(tables, register, [ANNA])
    assert "RX-77" in values.short and "anna@mail.example" not in values.short
    assert {"ben@mail.example", "1 Oak Street", "06 12 34 56 78", "tab"}.isdisjoint(values.long)
    before, after = Proof(), Proof()
    personal = {"tracking", "name"}
    for file in sorted(raw.rglob("*.parquet")):
        scan_raw(file, values, personal, before)
    screen.clean(tables, register)
    for file in sorted(raw.rglob("*.parquet")):
        scan_raw(file, values, personal, after)
    assert {"raw/shop", "shop/parcel"} & {text.rpartition("/")[0] for text in before.found}
    assert after.found == []
    assert after.columns == before.columns > 15


def test_rows_that_lost_their_key_are_hers_by_address_or_by_what_she_alone_has(
    raw: Path, register: Register
) -> None:
    delivered = {
        "shop.account": """
            (1::bigint, 'Anna@Mail.example', '06 12 34 56 78', 'Anna Perrin', ''),
            (2, 'ben@mail.example', '0612345678', 'Ben', ''),
            (3, 'cem@mail.example', null, 'Cem', ''),
            (null, 'anna@mail.example', '0612345678', 'Anna P.', 'by her address'),
            (null, null, null, 'Anna Perrin', 'by her name'),
            (null, null, null, 'Cem', 'of a customer who stays'),
            (null, null, null, 'Dora', 'of nobody'),
            (null, 'cem@mail.example', null, 'Anna P.', 'has an address of somebody else')
            as t (id, email, phone, name, remark)"""
    }
    tables = land(raw, delivered)
    screen.learn(tables, register, admits)
    values = collect(tables, register, [ANNA])
    assert {"anna@mail.example", "Anna@Mail.example"} <= values.long
    assert "Anna Perrin" in values.short and {"Anna P.", "Cem"}.isdisjoint(values.short)
    for _ in ("when she is erased", "when the same rows are delivered again"):
        screen.learn(tables, register)
        screen.clean(tables, register)
        assert rows_of(raw, "shop.account")[3:] == [
            (None, MAIL, PHONE, None, "by her address"),
            (None, None, None, None, "by her name"),
            (None, None, None, "Cem", "of a customer who stays"),
            (None, None, None, "Dora", "of nobody"),
            (None, "cem@mail.example", None, "Anna P.", "has an address of somebody else"),
        ]
        land(raw, delivered)


NOTES = """
    (1, 'Fwd: Anne-Sophie Traoré <asked@shop.example>'),
    (2, '/s?q=anne+sophie%20TRAORE&e=Anna%40Mail.example&by=ben'),
    (3, 'TRAORE, Anne Sophie; anne-sophie.traore@work.example'),
    (4, 'Anne-Sophie Traorescu, Sophie Traoré, Ben Traoré'),
    (5, 'ANNE-SOPHIE-TRAORE-10'), (6, 'n=Anne-Sophie%20Traor%C3%A9&x=1')
    as t (id, body)"""


def test_full_names_go_from_texts_however_they_are_written(raw: Path, register: Register) -> None:
    accounts = """
        (1::bigint, 'anna@mail.example', null, 'Anne-Sophie Traoré', ''),
        (2, 'ben@mail.example', null, 'Ben Traoré', 'anna@mail.example wrote: Anne-Sophie Traoré')
        as t (id, email, phone, name, remark)"""
    delivered = {"shop.account": accounts, "desk.note": NOTES}
    tables = land(raw, delivered)
    screen.learn(tables, register, admits)
    values = collect(tables, register, [ANNA])
    assert values.full_names == {"anne sophie traore", "traore anne sophie"}
    note, account = (raw / name / "part-0.parquet" for name in ("desk/note", "shop/account"))
    for _ in ("when she is erased", "when the same rows are delivered again"):
        screen.clean(tables, register)
        assert [body for _, body in rows_of(raw, "desk.note")] == [
            "Fwd: [erased] <asked@shop.example>",
            "/s?q=[erased]&e=[erased]&by=ben",
            "[erased]; anne-sophie.traore@work.example",
            "Anne-Sophie Traorescu, Sophie Traoré, Ben Traoré",
            "[erased]-10",
            "n=[erased]&x=1",
        ]
        # In a column that is not tagged, addresses go; the proof names it if a name is left.
        assert rows_of(raw, "shop.account")[1][4] == "[erased] wrote: Anne-Sophie Traoré"
        scan_raw(note, values, set(), of_notes := Proof())
        scan_raw(account, values, set(), of_accounts := Proof())
        assert of_notes.found == []
        assert [found.rpartition(" ")[2] for found in of_accounts.found] == ["remark"]
        land(raw, delivered)
    for row in NOTES.split("\n")[1:4]:
        land(raw, {"desk.note": f"{row.rstrip(',')} as t (id, body)"})
        scan_raw(note, Values(full_names=values.full_names), set(), before := Proof())
        assert len(before.found) == 1, row


def test_a_name_that_others_have_is_not_looked_for(raw: Path, register: Register) -> None:
    accounts = """
        (1::bigint, 'anna@mail.example', null, 'Anna Bell', ''),
        (2, 'ben@mail.example', null, 'Bell ANNA', '')
        as t (id, email, phone, name, remark)"""
    tables = land(raw, {"shop.account": accounts})
    screen.learn(tables, register, admits)
    assert collect(tables, register, [ANNA]).full_names == set()
    names = Values(
        {"a linen dress with sleeves", "x@mail.example"},
        {"Bells", "so nice"},
        {"anna bell", "bell anna", "cem kaya", "kaya cem"},
    )
    land(
        raw,
        {
            "desk.note": """
                (1, 'Anna Bell No. 5'), (2, 'Bells'), (3, 'a linen dress with sleeves'),
                (4, 'x@mail.example'), (5, 'not so nice') as t (id, body)"""
        },
    )
    kept = without_what_things_say(names, [raw / "desk" / "note" / "part-0.parquet"])
    assert kept == Values({"x@mail.example"}, {"Bells", "so nice"}, {"cem kaya", "kaya cem"})


def test_only_new_files_are_screened(
    cleaned: Register, raw: Path, tables: list[PersonalTable], tmp_path: Path
) -> None:
    paths = Paths(tmp_path, raw, tmp_path, tmp_path / "build", tmp_path / "published")
    systems = {table.expected.system for table in tables}
    files = set(raw.rglob("*.parquet"))
    assert screen.unscreened(paths, systems, cleaned) == files
    screen.record_screened(paths, systems, cleaned)
    assert screen.unscreened(paths, systems, cleaned) == set()
    new = raw / "shop" / "sale" / "part-0.parquet"
    new.touch()
    assert screen.unscreened(paths, systems, cleaned) == {new}


def test_a_rewritten_file_keeps_its_mode_and_a_link_stays_one(
    tables: list[PersonalTable], register: Register, raw: Path, tmp_path: Path
) -> None:
    link, file = raw / "desk" / "note" / "part-0.parquet", tmp_path / "elsewhere.parquet"
    link.rename(file)
    link.symlink_to(file)
    file.chmod(0o640)
    assert screen.clean([one for one in tables if one.name == "desk.note"], register)
    assert link.is_symlink() and file.stat().st_mode & 0o777 == 0o640
    assert rows_of(raw, "desk.note")[0][1] == "[erased] called from 06 12 34 56 78"
    assert list(tmp_path.glob(".*.new")) == []


def test_what_is_not_parquet_is_passed_over_with_a_word_and_refused_to_erase(
    register: Register, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "part.csv").write_text("body\nanna@mail.example\n")
    relation = f"read_csv('{tmp_path}/*.csv')"
    expected = Expected("desk", "call", relation, is_optional=False, columns={})
    table = PersonalTable(expected, (PersonalColumn("body"),), (), None)
    screen.warn_of_others([table])
    assert capsys.readouterr().err.count("desk.call") == 1
    assert not screen.clean([table], register)
    with pytest.raises(WarehouseError, match="not a Parquet file"):
        screen.check_files([table])


def test_the_register_says_nothing_without_its_key(cleaned: Register) -> None:
    cleaned.save()
    text = cleaned.path.read_text()
    assert "anna" not in text and ",1," not in text
    for file in cleaned.path.parent.iterdir():
        assert file.stat().st_mode & 0o077 == 0
    other = Register(cleaned.path, b"another key of thirty-two bytes.")
    assert other.hashed("shop", "1") != cleaned.hashed("shop", "1")
