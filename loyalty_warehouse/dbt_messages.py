"""Turns what dbt says of a failure into a line for people.

dbt adds to a message the node it belongs to and the trail of macros that led there. The trail helps
nobody who did not write the macros; a message that our own macros refuse something with names the
model and the remedy itself, so the node is left out too.
"""

from __future__ import annotations

import re

LONGEST = 600
TRAIL = re.compile(r"^> (in|called by) ", re.IGNORECASE)
OURS = re.compile(r"^> in macro refuse")
HEAD = re.compile(r"^(Compilation|Runtime|Database) Error\b.*$")
TOO_LARGE = re.compile(r'Conversion Error: Casting value "[-\d.]+" to type DECIMAL\(18,2\) failed')
LARGEST = (
    "Amounts add up to more than 9,999,999,999,999,999.99 here, so one that landed cannot be "
    "right: look for the largest amounts in the raw tables and correct them there."
)
NOISE = re.compile(r"^compiled code at ")


def one_line(error: object) -> str:
    """The telling lines of an error as one line, without the trail of macros."""
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    told = [line for line in lines if not TRAIL.match(line) and not NOISE.match(line)]
    if TOO_LARGE.search(str(error)):
        told = [*(line for line in told if HEAD.match(line)), LARGEST]
    if any(OURS.match(line) for line in lines):
        told = [line for line in told if not HEAD.match(line)] or told
    return " ".join(told)[:LONGEST]
