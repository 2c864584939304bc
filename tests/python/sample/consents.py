"""Who consents to what, worked out from the conformed changes, one by one, without SQL."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from .build import Sample

CHANNELS = ("email", "sms", "push", "post", "web")
PURPOSES = ("marketing", "analytics", "profiling")
CHANGES = """
    select customer_id, purpose, channel, is_granted, changed_at
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
    requests: Requests = {}
    for customer, purpose, _, is_granted, moment in changes:
        if purpose == "erasure":
            answers = requests.setdefault(customer, {})
            answers[moment] = answers.get(moment, False) or is_granted
    for customer, purpose, channel, is_granted, moment in changes:
        if purpose == "erasure":
            _hear(state, (customer, "erasure", "all"), moment, is_granted, strict=True)
            if is_granted:
                for scope in ((one, other) for one in PURPOSES for other in CHANNELS):
                    _hear(state, (customer, *scope), moment, False, strict=False)
        elif not (is_granted and _stands(requests.get(customer, {}), moment)):
            for one in CHANNELS if channel == "all" else (channel,):
                _hear(state, (customer, purpose, one), moment, is_granted, strict=False)
    return {key: is_granted for key, (_, is_granted) in state.items()}


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
