"""The tills of the stores: nightly files, all columns text, times on the wall clock of the store.

A sale is one ticket. A return is one ticket for every refund paid at a till, with negative amounts;
it names the ticket or the web order whose goods come back. The customer file holds who was entered
at a counter, some twice. One card in five is shown without the customer being looked up.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.random import Generator

from loyalty_warehouse.sample import columns, ids
from loyalty_warehouse.sample.arrays import nothing, texts, where_text
from loyalty_warehouse.sample.clock import to_local, to_utc
from loyalty_warehouse.sample.landing import Delivery, Flaw, Identities, Landed
from loyalty_warehouse.sample.systems.pos_flaws import CUSTOM_FLAWS
from loyalty_warehouse.sample.world import (
    BRANDS,
    DAY,
    HOUR,
    MINUTE,
    NEVER,
    STORE,
    Bools,
    Ints,
    Partition,
    Shop,
    Texts,
)

SYSTEM = "pos"
FLAWS: tuple[Flaw, ...] = (
    Flaw("customer", "duplicate_row"),
    Flaw("customer", "superseded", "phone", 0.002),
    Flaw("customer", "null_key", "customer_number"),
    Flaw("customer", "mojibake", "last_name", 0.01),
    Flaw("customer", "placeholder_email", "email", 0.01),
    Flaw("customer", "shared_phone", "phone", 0.25),
    Flaw("ticket", "late"),
    Flaw("ticket", "duplicate_row"),
    Flaw("ticket", "superseded", "cashier"),
    Flaw("ticket", "null_key", "ticket_number"),
    Flaw("ticket", "reused_key", "sold_at"),
    Flaw("ticket", "orphan", "store_number"),
    Flaw("ticket", "unknown_currency", "currency"),
    Flaw("ticket", "in_1970", "sold_at"),
    Flaw("ticket", "in_the_future", "sold_at"),
    Flaw("ticket", "too_late", "sold_at"),
    Flaw("ticket", "column_disappears", "register"),
    Flaw("ticket_line", "late"),
    Flaw("ticket_line", "resent_row"),
    Flaw("ticket_line", "null_key", "line_id"),
    Flaw("ticket_line", "orphan", "ticket_number"),
    Flaw("ticket_line", "absurd_quantity", "quantity"),
    Flaw("ticket_line", "negative_amount", "unit_price"),
    Flaw("ticket_line", "not_a_number", "quantity"),
    Flaw("ticket_line", "not_a_number", "unit_price"),
    Flaw("tender", "duplicate_row"),
    Flaw("tender", "orphan", "ticket_number"),
    Flaw("tender", "not_a_number", "amount"),
    Flaw("tender", "unknown_currency", "currency"),
    Flaw("tender", "column_appears", "terminal"),
    Flaw("collection", "orphan", "store_number"),
    Flaw("collection", "resent_row"),
)

FILE_HOUR, LATEST_FILE = 25, 22
"""Hours after the UTC midnight before a sale at which the night's file is loaded, and at most so
many after the sale itself."""
CARD_ONLY_EVERY = 5
"""One order with a card in so many is not looked up in the customer file."""
TWICE_EVERY, TWICE_REST = 25, 7
"""Who has a second record in the customer file: people by the rest of their number."""
SECOND_RECORD = 5_000_000_000
SPLIT_EVERY, SPLIT_REST = 25, 3
"""Card sales paid in part with a gift card: orders by the rest of their number."""
NOTE = 500
"""Cash is handed over in notes of five."""
CASHIERS, REGISTERS = 8, 3


@dataclass(frozen=True)
class Tickets:
    """Sales, then returns; a row is a ticket. Amounts are cents, negative on returns."""

    number: Texts
    order: Ints
    is_return: Bools
    line: Ints
    """Row of OrderLines that comes back; -1 on a sale."""
    pieces: Ints
    """Pieces that come back."""
    store: Ints
    sold_at: Ints
    """UTC."""
    local: Ints
    """Wall clock of the store, as microseconds."""
    loaded_at: Ints
    customer: Texts
    gross: Ints
    promotion_discount: Ints
    coupon_discount: Ints
    total: Ints
    tax: Ints
    reason: Texts


def shared(shop: Shop) -> Delivery:
    """The stores."""
    stores = shop.stores
    rows = pa.table(
        {
            "store_number": _words(stores.store_id),
            "name": columns.text(stores.name),
            "brand": columns.text(texts(BRANDS)[stores.brand]),
            "city": columns.text(stores.city),
            "postal_code": columns.text(stores.postal_code),
            "country": columns.text(stores.country),
            "currency": columns.text(stores.currency),
            "time_zone": columns.text(stores.time_zone),
            "phone": columns.text(stores.phone),
            "opened_on": columns.day(stores.opened_on).cast(pa.string()),
            "_loaded_at": columns.stamp(np.full(len(stores.store_id), shop.settings.start)),
        }
    )
    return Delivery([Landed(SYSTEM, "store", rows, ("store_number",), "_loaded_at")])


def land(shop: Shop, part: Partition, rng: Generator) -> Delivery:
    """Customers, tickets, lines, tenders and hand-overs of a partition."""
    tickets = _both(_sales(shop, part), _returns(shop, part))
    customers, behind = _customers(shop, part, tickets, rng)
    return Delivery(
        tables=[
            Landed(SYSTEM, "customer", customers, ("customer_number",), "_loaded_at"),
            _landed("ticket", "ticket_number", _ticket_rows(shop, part, tickets)),
            _landed("ticket_line", "line_id", _line_rows(shop, part, tickets)),
            _landed("tender", "tender_id", _tender_rows(shop, part, tickets)),
            _landed("collection", "collection_id", _collection_rows(shop, part)),
        ],
        identities=[behind, _people_of_tickets(part, tickets)],
    )


def _landed(table: str, key: str, rows: pa.Table) -> Landed:
    return Landed(SYSTEM, table, rows, (key,), "_loaded_at")


def _words(numbers: Ints) -> pa.Array:
    return pa.array([str(number) for number in numbers.tolist()], pa.string())


def _night_file(sold_at: Ints) -> Ints:
    """When the night's file with a sale is loaded."""
    return np.minimum(sold_at // DAY * DAY + FILE_HOUR * HOUR, sold_at + LATEST_FILE * HOUR)


def _file(table: str, loaded_at: Ints) -> dict[str, pa.Array]:
    """The columns that tell of the file."""
    days, which = np.unique(loaded_at // DAY, return_inverse=True)
    dates = np.datetime_as_string(days.astype("datetime64[D]"), unit="D").tolist()
    names = texts([f"{table}_{date.replace('-', '')}.csv" for date in dates])
    return {"_file": columns.text(names[which]), "_loaded_at": columns.stamp(loaded_at)}


def _clocks(shop: Shop, store: Ints, moment: Ints) -> Ints:
    """The wall clock of each store."""
    return to_local(shop.stores.time_zone[store], moment)


def _customer_numbers(part: Partition, order: Ints) -> Texts:
    """Who was looked up in the customer file for orders in a store; None for the others."""
    orders = part.orders
    person = part.people.person_id[orders.person[order]]
    number = orders.order_id[order]
    is_known = ~orders.is_anonymous[order]
    is_known &= ~(orders.shows_card[order] & (number % CARD_ONLY_EVERY == 0))
    is_second = (person % TWICE_EVERY == TWICE_REST) & (number % 2 == 1)
    return where_text(is_known, ids.pos_customer(person + is_second * SECOND_RECORD))


def _sales(shop: Shop, part: Partition) -> Tickets:
    orders = part.orders
    order = np.flatnonzero(orders.channel == STORE)
    return Tickets(
        number=ids.pos_ticket(orders.order_id[order]),
        order=order,
        is_return=np.zeros(len(order), bool),
        line=np.full(len(order), -1),
        pieces=np.zeros(len(order), np.int64),
        store=orders.store[order],
        sold_at=orders.ordered_at[order],
        local=_clocks(shop, orders.store[order], orders.ordered_at[order]),
        loaded_at=_night_file(orders.ordered_at[order]),
        customer=_customer_numbers(part, order),
        gross=orders.gross[order],
        promotion_discount=orders.promotion_discount[order],
        coupon_discount=orders.coupon_discount[order],
        total=orders.net[order],
        tax=orders.tax[order],
        reason=nothing(len(order)),
    )


def _returns(shop: Shop, part: Partition) -> Tickets:
    """One ticket a refund that is paid at a till."""
    orders, refunds, lines = part.orders, part.refunds, part.lines
    row = np.flatnonzero(refunds.channel == STORE)
    order, line, pieces = refunds.order[row], refunds.line[row], refunds.quantity[row]
    net, whole = refunds.amount[row], np.maximum(_of_line(lines.quantity, line), 1)
    gross = np.where(line >= 0, _of_line(lines.unit_price, line) * pieces, net)
    promotion = _of_line(lines.promotion_discount, line) * pieces // whole
    in_store = orders.channel[order] == STORE
    return Tickets(
        number=texts([f"R{n:015d}" for n in (orders.order_id[order] * 100 + _nth(order)).tolist()]),
        order=order,
        is_return=np.ones(len(row), bool),
        line=line,
        pieces=pieces,
        store=refunds.store[row],
        sold_at=refunds.refunded_at[row],
        local=_clocks(shop, refunds.store[row], refunds.refunded_at[row]),
        loaded_at=_night_file(refunds.refunded_at[row]),
        customer=where_text(in_store, _customer_numbers(part, order)),
        gross=-gross,
        promotion_discount=-promotion,
        coupon_discount=-(gross - promotion - net),
        total=-net,
        tax=-(orders.tax[order] * net // np.maximum(orders.net[order], 1)),
        reason=refunds.reason[row],
    )


def _of_line(values: Ints, line: Ints) -> Ints:
    """Values of order lines; 0 where there is none."""
    padded: Ints = np.r_[values, 0]
    return padded[line]


def _nth(order: Ints) -> Ints:
    """0, 1, ... for the refunds of one order, in their sequence."""
    by_order = np.argsort(order, kind="stable")
    first = np.searchsorted(order[by_order], order[by_order], side="left")
    number = np.zeros(len(order), np.int64)
    number[by_order] = np.arange(len(order)) - first
    return number


def _both(sales: Tickets, returns: Tickets) -> Tickets:
    names = Tickets.__dataclass_fields__
    return Tickets(**{n: np.concatenate([getattr(sales, n), getattr(returns, n)]) for n in names})


def _ticket_rows(shop: Shop, part: Partition, tickets: Tickets) -> pa.Table:
    orders, order = part.orders, tickets.order
    number = orders.order_id[order]
    store = shop.stores.store_id[tickets.store]
    in_store = orders.channel[order] == STORE
    card = part.people.card_number[orders.person[order]]
    original = tickets.is_return & in_store
    web = tickets.is_return & ~in_store
    count = len(order)
    return pa.table(
        {
            "ticket_number": columns.text(tickets.number),
            "store_number": _words(store),
            "register": _words(1 + number % REGISTERS),
            "cashier": _words(store * 100 + number % CASHIERS),
            "ticket_type": columns.text(texts(["sale", "return"])[tickets.is_return.astype(int)]),
            "sold_at": columns.written(tickets.local),
            "customer_number": columns.text(tickets.customer),
            "card_number": columns.text(
                where_text(orders.shows_card[order] & ~tickets.is_return, card)
            ),
            "original_ticket": columns.text(where_text(original, ids.pos_ticket(number))),
            "web_order": columns.text(
                where_text(web, texts(ids.shopify_order(number).astype(str).tolist()))
            ),
            "currency": columns.text(orders.currency[order]),
            "gross_amount": columns.money_text(tickets.gross),
            "promotion_discount": columns.money_text(tickets.promotion_discount),
            "coupon_discount": columns.money_text(tickets.coupon_discount),
            "total_amount": columns.money_text(tickets.total),
            "tax_amount": columns.money_text(tickets.tax),
            "coupon_code": columns.text(where_text(~tickets.is_return, orders.coupon_code[order])),
            "return_reason": columns.text(tickets.reason),
            "is_training": columns.text(nothing(count)),
            "is_staff_sale": columns.text(nothing(count)),
            "is_void": columns.text(
                where_text(orders.is_cancelled[order] & ~tickets.is_return, texts(["1"] * count))
            ),
            **_file("ticket", tickets.loaded_at),
        }
    )


def _line_rows(shop: Shop, part: Partition, tickets: Tickets) -> pa.Table:
    """Lines of sales as they were bought; lines of returns as they come back."""
    lines, count = part.lines, len(part.orders)
    ticket_of = np.full(count, -1)
    sales = np.flatnonzero(~tickets.is_return)
    ticket_of[tickets.order[sales]] = sales
    sold = np.flatnonzero(ticket_of[lines.order] >= 0)
    back = np.flatnonzero(tickets.line >= 0)
    row, ticket = np.r_[sold, tickets.line[back]], np.r_[ticket_of[lines.order[sold]], back]
    number = np.r_[lines.number[sold], np.ones(len(back), np.int64)]

    def amounts(line: Ints, ticket: Ints) -> pa.Array:
        return columns.money_text(np.r_[line[sold], ticket[back]])

    named = zip(tickets.number[ticket].tolist(), number.tolist(), strict=True)
    return pa.table(
        {
            "line_id": pa.array([f"{name}-{n}" for name, n in named], pa.string()),
            "ticket_number": columns.text(tickets.number[ticket]),
            "line_number": _words(number),
            "sold_at": columns.written(tickets.local[ticket]),
            "sku": columns.text(shop.products.sku[lines.product[row]]),
            "quantity": _words(np.r_[lines.quantity[sold], -tickets.pieces[back]]),
            "unit_price": columns.money_text(lines.unit_price[row]),
            "gross_amount": amounts(lines.gross, tickets.gross),
            "promotion_discount": amounts(lines.promotion_discount, tickets.promotion_discount),
            "coupon_discount": amounts(lines.coupon_discount, tickets.coupon_discount),
            "net_amount": amounts(lines.net, tickets.total),
            "return_reason": columns.text(tickets.reason[ticket]),
            **_file("ticket_line", tickets.loaded_at[ticket]),
        }
    )


def _tender_rows(shop: Shop, part: Partition, tickets: Tickets) -> pa.Table:
    """One tender a ticket; some sales are paid with a gift card and a payment card."""
    order = tickets.order
    in_store = part.orders.channel[order] == STORE
    kind = np.where(in_store, part.orders.payment[order], "card").astype(object)
    splits = (part.orders.order_id[order] % SPLIT_EVERY == SPLIT_REST) & (kind == "card")
    splits &= ~tickets.is_return
    gift = np.where(splits, tickets.total // 4, 0)
    first = np.flatnonzero(tickets.total - gift != 0)
    second = np.flatnonzero(gift > 0)
    ticket = np.r_[first, second]
    kind = np.r_[kind[first], np.full(len(second), "gift_card", object)]
    paid = np.r_[(tickets.total - gift)[first], gift[second]]
    place = np.r_[np.ones(len(first), np.int64), np.full(len(second), 2)]
    is_cash = (kind == "cash") & (paid > 0)
    handed = np.where(is_cash, -(-paid // NOTE) * NOTE, paid)
    order, store = order[ticket], shop.stores.store_id[tickets.store[ticket]]
    fingerprint = part.people.card_fingerprint[part.orders.person[order]]
    named = zip(tickets.number[ticket].tolist(), place.tolist(), strict=True)
    change = texts(columns.money_text(handed - paid).to_pylist())
    return pa.table(
        {
            "tender_id": pa.array([f"{name}/{n}" for name, n in named], pa.string()),
            "ticket_number": columns.text(tickets.number[ticket]),
            "terminal": _words(store * 10 + part.orders.order_id[order] % REGISTERS),
            "paid_at": columns.written(tickets.local[ticket]),
            "tender_type": columns.text(kind),
            "currency": columns.text(part.orders.currency[order]),
            "amount": columns.money_text(handed),
            "change_given": columns.text(where_text(is_cash, change)),
            "card_fingerprint": columns.text(where_text(kind == "card", fingerprint)),
            **_file("tender", tickets.loaded_at[ticket]),
        }
    )


def _collection_rows(shop: Shop, part: Partition) -> pa.Table:
    """Web orders handed over the day after, on the next day but one for a Sunday."""
    orders = part.orders
    order = np.flatnonzero(orders.is_collected & ~orders.is_cancelled & (orders.store >= 0))
    zone = shop.stores.time_zone[orders.store[order]]
    day = to_local(zone, orders.ordered_at[order]) // DAY + 1
    day = day + ((day + 3) % 7 == 6)
    local = day * DAY + 10 * HOUR + orders.order_id[order] * 53 % 480 * MINUTE
    moment = to_utc(zone, local)
    keep = moment < shop.settings.end
    order, local, moment = order[keep], local[keep], moment[keep]
    number, store = orders.order_id[order], shop.stores.store_id[orders.store[order]]
    return pa.table(
        {
            "collection_id": pa.array([f"H{n:013d}" for n in number.tolist()], pa.string()),
            "web_order": _words(ids.shopify_order(number)),
            "store_number": _words(store),
            "collected_at": columns.written(local),
            "cashier": _words(store * 100 + number % CASHIERS),
            **_file("collection", _night_file(moment)),
        }
    )


def _customers(
    shop: Shop, part: Partition, tickets: Tickets, rng: Generator
) -> tuple[pa.Table, Identities]:
    """The customer file: made at the first ticket for which somebody was looked up."""
    sales = np.flatnonzero(~tickets.is_return & (tickets.customer != None))  # noqa: E711
    sales = sales[np.lexsort((tickets.sold_at[sales], tickets.customer[sales].astype(str)))]
    number, first = np.unique(tickets.customer[sales].astype(str), return_index=True)
    made = sales[first]
    people, person = part.people, part.orders.person[tickets.order[made]]
    moment, store = tickets.sold_at[made], tickets.store[made]
    is_second = part.people.person_id[person] % TWICE_EVERY == TWICE_REST
    is_second &= number != ids.pos_customer(people.person_id[person]).astype(str)
    gives_email = ~is_second & (rng.random(len(made)) < 0.75)
    gives_phone = is_second | ~gives_email | (rng.random(len(made)) < 0.6)
    is_married = people.married_at[person] <= moment
    last = np.where(is_married, people.married_name[person], people.last_name[person])
    shows = part.orders.shows_card[tickets.order[made]] & ~is_second
    rows = pa.table(
        {
            "customer_number": pa.array(number.tolist(), pa.string()),
            "first_name": columns.text(people.first_name[person]),
            "last_name": columns.text(last),
            "phone": columns.text(where_text(gives_phone, people.phone[person])),
            "email": columns.text(where_text(gives_email, people.email[person])),
            "card_number": columns.text(where_text(shows, people.card_number[person])),
            "store_number": _words(shop.stores.store_id[store]),
            "created_at": columns.written(tickets.local[made]),
            **_file("customer", tickets.loaded_at[made]),
        }
    )
    behind = Identities(
        system=SYSTEM,
        record_type="customer",
        record_id=number.tolist(),
        person_id=people.person_id[person].tolist(),
        valid_from=moment.tolist(),
        valid_to=[NEVER] * len(made),
    )
    return rows, behind


def _people_of_tickets(part: Partition, tickets: Tickets) -> Identities:
    """Who bought, for the sales without a customer number: walk-ins too."""
    sales = np.flatnonzero(~tickets.is_return & (tickets.customer == None))  # noqa: E711
    person = part.orders.person[tickets.order[sales]]
    return Identities(
        system=SYSTEM,
        record_type="order",
        record_id=tickets.number[sales].tolist(),
        person_id=part.people.person_id[person].tolist(),
        valid_from=tickets.sold_at[sales].tolist(),
        valid_to=tickets.sold_at[sales].tolist(),
    )


__all__ = ["CUSTOM_FLAWS", "FLAWS", "SYSTEM", "land", "shared"]
