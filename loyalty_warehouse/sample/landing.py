"""How a system hands over what it landed, who is behind it, and what is planted in it."""

from __future__ import annotations

from dataclasses import dataclass, field

import pyarrow as pa


@dataclass(frozen=True)
class Landed:
    """One raw table of one partition, as the system lands it, without flaws.

    ``key`` names the columns whose texts, joined by '-', are the row's key in quarantine and truth.
    ``loaded`` is the column with the moment the loader wrote the row.
    """

    system: str
    table: str
    rows: pa.Table
    key: tuple[str, ...]
    loaded: str


@dataclass(frozen=True)
class Identities:
    """Who is behind the records of a table: truth only.

    One row a record; for a shared device one row an interval. ``person_id`` -1 is nobody in
    particular. ``valid_from`` and ``valid_to`` are UTC microseconds.
    """

    system: str
    record_type: str
    """customer, device, member, profile, user, ..."""
    record_id: list[str]
    person_id: list[int]
    valid_from: list[int]
    valid_to: list[int]


@dataclass(frozen=True)
class Erasures:
    """Requests for erasure that stand at the end: truth only, one row a request."""

    system: str
    kind: str
    """account, newsletter, guest or member."""
    record_id: list[str]
    person_id: list[int]
    requested_at: list[int]


@dataclass
class Delivery:
    """What one system lands for one partition."""

    tables: list[Landed] = field(default_factory=list)
    identities: list[Identities] = field(default_factory=list)
    erasures: list[Erasures] = field(default_factory=list)


@dataclass(frozen=True)
class Flaw:
    """Something wrong to plant in a raw table, by the kinds that `flaws` knows.

    Flaws add rows and leave the good rows alone, so that a shop with flaws and one without tell the
    same; the kinds that change good rows (late, time_with_offset, mojibake, placeholder_email,
    shared_phone, column_disappears, column_appears, day_without_data) say so in `flaws`.
    """

    table: str
    kind: str
    column: str = ""
    """The column it concerns, for the kinds that concern one."""
    share: float = 0.001
    """Rows flawed, as a share of the table's rows; at least one in a table with rows."""
    instead: str = ""
    """For shared_phone: written where nobody gave a phone but a value of this column."""
