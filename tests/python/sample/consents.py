"""Who consents to what, worked out from the conformed changes, one by one, without SQL."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from .build import Rows, Sample

CHANNELS = ("email", "sms", "push", "post", "web")
PURPOSES = ("marketing", "analytics", "profiling")
CHANGES = """
    select customer_id, purpose, channel, is_granted, changed_at, method
    from conformed.consents
    join intermediate.int_customer_map using (customer_record_key)
    cross join intermediate.int_as_of
    where timezone('Europe/Paris', timezone('UTC', changed_at)) < as_of_date + interval 1 day"""

State = dict[tuple[Any, ...], tuple[datetime, bool]]
Requests = dict[int, dict[datetime, bool]]


def expected_state(sample: Sample) -> dict[tuple[Any, ...], bool]:
    """(customer, purpose, channel) -> whether it is granted on the evening of as_of."""
    state: State = {}
    changes = sample.ask(CHANGES)
    requests = _requests(changes)
    for customer, purpose, channel, is_granted, moment, _ in changes:
        if purpose == "erasure":
            _hear(state, (customer, "erasure", "all"), moment, is_granted, strict=True)
            if is_granted:
                for scope in ((one, other) for one in PURPOSES for other in CHANNELS):
                    _hear(state, (customer, *scope), moment, False, strict=False)
        elif not (is_granted and _stands(requests.get(customer, {}), moment)):
            for one in CHANNELS if channel == "all" else (channel,):
                _hear(state, (customer, purpose, one), moment, is_granted, strict=False)
    return {key: is_granted for key, (_, is_granted) in state.items()}


def expected_withdrawals(sample: Sample) -> dict[int, datetime]:
    """Customer -> the first no to e-mail marketing since the last yes, where there was a yes.

    A box that was left empty is no such no.
    """
    changes = sample.ask(CHANGES)
    requests = _requests(changes)
    words: dict[int, dict[datetime, list[tuple[bool, bool]]]] = {}
    for customer, purpose, channel, is_granted, moment, method in changes:
        is_spoken = not str(method).endswith("unticked")
        if purpose == "marketing" and channel in ("email", "all"):
            if is_granted and _stands(requests.get(customer, {}), moment):
                continue
            word = (is_granted, is_spoken)
        elif purpose == "erasure" and is_granted:
            word = (False, True)
        else:
            continue
        words.setdefault(customer, {}).setdefault(moment, []).append(word)
    withdrawn: dict[int, datetime] = {}
    for customer, said in words.items():
        given, since = False, None
        for moment in sorted(said):
            if all(is_granted for is_granted, _ in said[moment]):
                given, since = True, None
            elif given and any(spoken and not granted for granted, spoken in said[moment]):
                since = since or moment
        if since:
            withdrawn[customer] = since
    return withdrawn


def _requests(changes: Rows) -> Requests:
    """Customer -> what was said on erasure, by moment; of two words of one moment the request."""
    requests: Requests = {}
    for customer, purpose, _, is_granted, moment, _ in changes:
        if purpose == "erasure":
            answers = requests.setdefault(customer, {})
            answers[moment] = answers.get(moment, False) or is_granted
    return requests


def _stands(answers: dict[datetime, bool], moment: datetime) -> bool:
    """Whether the last word on erasure up to a moment is a request: nothing is granted then."""
    before = [when for when in answers if when <= moment]
    return bool(before) and answers[max(before)]


def _hear(
    state: State, key: tuple[Any, ...], moment: datetime, is_granted: bool, *, strict: bool
) -> None:
    """Take in one word; ``strict`` is the answer that holds among those of one moment."""
    known = state.get(key)
    if known is None or moment > known[0] or (moment == known[0] and is_granted is strict):
        state[key] = (moment, is_granted)
