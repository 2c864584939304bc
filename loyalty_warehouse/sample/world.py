"""What is simulated: the shop that all partitions share, and the people of one partition.

Every table is a dataclass of NumPy arrays of one length; a row is an index. Times are UTC
microseconds since 1970 (int64), with `NEVER` where nothing happened; dates are days since 1970
(int64). Money is in minor units (cents, int64) of the row's currency, so sums are exact. References
between tables are row indices (int64), with -1 for none. Texts are object arrays; None is a null.

Nothing of this lands: `systems/` turns it into the raw tables of each system, which know less.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Texts = NDArray[np.object_]

NEVER = np.iinfo(np.int64).max
SECOND = 1_000_000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
DAY = 24 * HOUR

BRANDS = ("Maison Lune", "Atelier Nord")
WEB, APP, STORE = 0, 1, 2
CHANNELS = ("web", "app", "store")


@dataclass(frozen=True)
class Settings:
    """What was asked for: `warehouse load sample --customers --months --seed --flaws`."""

    customers: int
    months: int
    seed: int
    flaws: bool
    start: int
    """First moment (UTC microseconds): midnight of the first day."""
    end: int
    """First moment after the last day."""


@dataclass(frozen=True)
class Products:
    """The range of both brands. A product is sold in one variant only."""

    product_id: Ints
    sku: Texts
    title: Texts
    brand: Ints
    """Index into BRANDS."""
    department: Texts
    category: Ints
    """Index into Shop.categories: the interest it serves."""
    price: Ints
    """List price in cents of EUR at the start; see Prices."""
    cost: Ints
    """Unit cost in cents of EUR."""
    consumable: Bools
    """Bought again at an interval."""
    launched_on: Ints
    discontinued_on: Ints
    """Day, or NEVER."""
    successor: Ints
    """Product that follows a discontinued one, or -1."""


@dataclass(frozen=True)
class Prices:
    """Price history: what a product costs in a currency from a day to the day before another."""

    product: Ints
    currency: Texts
    price: Ints
    compare_at: Ints
    """The crossed-out price; equal to price outside reductions."""
    valid_from: Ints
    valid_to: Ints
    """Day after the last, or NEVER."""


@dataclass(frozen=True)
class Stores:
    """Shops on the street; two of them in another time zone and currency than the rest."""

    store_id: Ints
    name: Texts
    brand: Ints
    city: Texts
    postal_code: Texts
    country: Texts
    currency: Texts
    time_zone: Texts
    phone: Texts
    """E.164; the number that staff type on customer records when the customer gives none."""
    opened_on: Ints


@dataclass(frozen=True)
class Campaigns:
    """Sendings to many at one time, and flows that react to one person."""

    campaign_id: Texts
    name: Texts
    kind: Texts
    """newsletter, promotion, winback, birthday, abandoned_checkout, post_purchase, welcome."""
    is_flow: Bools
    message_channel: Texts
    """email, sms or push."""
    brand: Ints
    sent_at: Ints
    """UTC; NEVER for a flow."""
    discount: Floats
    """Share off with the code; 0 for none."""
    code: Texts
    """Discount code, or None."""
    code_ends: Ints
    """Last moment of the code, or NEVER."""


@dataclass(frozen=True)
class Promotions:
    """Periods in which a brand reduces its prices for everybody."""

    brand: Ints
    starts_on: Ints
    ends_on: Ints
    discount: Floats


@dataclass(frozen=True)
class Rates:
    """Daily exchange rates: one unit of the currency in EUR."""

    day: Ints
    currency: Texts
    rate: Floats


@dataclass(frozen=True)
class Shop:
    """What all partitions share."""

    settings: Settings
    categories: tuple[str, ...]
    products: Products
    prices: Prices
    stores: Stores
    campaigns: Campaigns
    promotions: Promotions
    rates: Rates


@dataclass(frozen=True)
class People:
    """The people of a partition, with what nobody but the truth knows about them."""

    person_id: Ints
    """Unique over partitions."""
    household: Ints
    """Unique over partitions; most households have one person."""
    first_name: Texts
    last_name: Texts
    married_at: Ints
    married_name: Texts
    """The name from married_at on, or None."""
    gender: Texts
    birth_date: Ints
    email: Texts
    second_email: Texts
    """Used by some on some channels; None for most."""
    phone: Texts
    """E.164 or None."""
    language: Texts
    country: Texts
    """ISO 3166 alpha-2: FR, DE, GB or US."""
    currency: Texts
    time_zone: Texts
    city: Texts
    postal_code: Texts
    street: Texts
    moved_at: Ints
    new_city: Texts
    new_postal_code: Texts
    new_street: Texts
    brand: Ints
    """The brand preferred."""
    interest: Ints
    """Index into Shop.categories: the true first interest."""
    second_interest: Ints
    discount_sensitivity: Floats
    """0 to 1; 1 buys on promotion only."""
    purchase_rate: Floats
    """Orders a year while alive, before every effect."""
    acquired_at: Ints
    """First moment as a customer (UTC)."""
    gone_at: Ints
    """The process has stopped for good (UTC), or NEVER; known to the truth only."""
    sleeps_from: Ints
    sleeps_to: Ints
    """A pause of those who come back with a win-back offer; NEVER for the others."""
    is_staff: Bools
    has_account: Bools
    """A web account (else guest checkouts)."""
    account_from: Ints
    member_since: Ints
    """Joined the loyalty programme (UTC), or NEVER."""
    card_number: Texts
    has_app: Bools
    app_from: Ints
    channel_before: Ints
    channel_after: Ints
    channel_changes_at: Ints
    """The habit: index into CHANNELS, from one to the other at that time (or NEVER)."""
    home_store: Ints
    """The store of habit, in the same country; -1 in a country without stores."""
    apple_mail: Bools
    """Mails are opened by a machine within seconds."""
    open_rate: Floats
    click_rate: Floats
    email_granted_at: Ints
    email_withdrawn_at: Ints
    sms_granted_at: Ints
    sms_withdrawn_at: Ints
    push_granted_at: Ints
    push_withdrawn_at: Ints
    analytics_consent: Bools
    erasure_requested_at: Ints
    card_fingerprint: Texts
    """The payment card: shared in some households."""
    acquisition_source: Texts
    acquisition_medium: Texts
    acquisition_campaign: Texts
    """What brought the person to the web shop or app first; None for those who began in a store."""
    is_buyer: Bools
    """False for the few who only ever look, subscribe or write: they have no order."""
    dropout_rate: Floats
    """Chance a year of stopping for good while alive."""
    mixing: Floats
    """Chance that an order is made on another channel than the habit's."""
    spend_level: Floats
    """Typical goods value of an order in cents of EUR, before every effect."""
    refill_product: Ints
    """A consumable bought again every refill_days, or -1."""
    refill_days: Ints
    """0 for those without."""
    winback_holdout: Bools
    """Never sent a win-back offer, by lot: the messages of kind `winback` must leave them out."""

    def __len__(self) -> int:
        return len(self.person_id)


@dataclass(frozen=True)
class Devices:
    """Browsers and app installations, each held by a person for a time.

    A shared tablet has one row for every stretch of time and holder.
    """

    device_id: Texts
    """The cookie or app-instance id; equal in the rows of a shared tablet."""
    person: Ints
    platform: Texts
    """WEB, IOS or ANDROID."""
    category: Texts
    """desktop, mobile or tablet."""
    held_from: Ints
    held_to: Ints
    is_shared: Bools


@dataclass(frozen=True)
class Orders:
    """Orders of real customers: valid, or cancelled before they were sent."""

    order_id: Ints
    """Unique over partitions and systems."""
    person: Ints
    ordered_at: Ints
    channel: Ints
    """Index into CHANNELS: where it was bought."""
    brand: Ints
    currency: Texts
    store: Ints
    """The till's store, or the one where a web order is collected; -1 if sent."""
    is_collected: Bools
    """Click and collect."""
    is_guest: Bools
    """Bought on the web or app without logging in."""
    is_anonymous: Bools
    """Bought in a store with no card, phone or e-mail: a walk-in."""
    shows_card: Bools
    """The loyalty card was shown (store) or the account is linked (web, app)."""
    is_cancelled: Bools
    cancelled_at: Ints
    campaign: Ints
    """The message that led to it, or -1."""
    coupon_code: Texts
    gross: Ints
    promotion_discount: Ints
    coupon_discount: Ints
    net: Ints
    """gross - promotion_discount - coupon_discount: goods without shipping, tax included."""
    shipping: Ints
    tax: Ints
    """Included in net."""
    points_spent: Ints
    """Loyalty points redeemed in it; their value is part of coupon_discount, or 0 for a gift."""
    payment: Texts
    """card, cash, paypal, gift_card or invoice (buy now, pay later)."""
    device: Ints
    """Row of Devices for web and app, or -1."""
    source: Texts
    medium: Texts
    utm_campaign: Texts
    """Of the session in which it was bought."""

    def __len__(self) -> int:
        return len(self.order_id)


@dataclass(frozen=True)
class OrderLines:
    """Lines; the amounts add up to those of their order."""

    order: Ints
    number: Ints
    """1, 2, ... within the order."""
    product: Ints
    quantity: Ints
    unit_price: Ints
    gross: Ints
    promotion_discount: Ints
    coupon_discount: Ints
    net: Ints


@dataclass(frozen=True)
class Parcels:
    """One parcel an order that is sent."""

    order: Ints
    carrier: Texts
    promised_at: Ints
    shipped_at: Ints
    delivered_at: Ints
    """NEVER when lost, or still under way at the end of the sample."""
    is_late: Bools


@dataclass(frozen=True)
class Refunds:
    """Money given back. Never more than the order's net and shipping."""

    order: Ints
    line: Ints
    """Row of OrderLines, or -1 for shipping or goodwill."""
    quantity: Ints
    amount: Ints
    requested_at: Ints
    """The return was asked for; equal to refunded_at where there is none."""
    received_at: Ints
    refunded_at: Ints
    channel: Ints
    """Where it came back: a web order may come back in a store."""
    store: Ints
    kind: Texts
    """return, cancellation, goodwill or shipping."""
    reason: Texts
    """too_small, too_large, not_as_described, defective, late, changed_mind or None."""


@dataclass(frozen=True)
class Visits:
    """Sessions on the web or in the app, those that end in an order included."""

    device: Ints
    person: Ints
    started_at: Ints
    page_count: Ints
    brand: Ints
    interest: Ints
    """Category looked at."""
    logs_in: Bools
    source: Texts
    medium: Texts
    campaign: Texts
    order: Ints
    """The order it ends in, or -1."""
    reaches: Ints
    """How far it goes: 0 pages, 1 product, 2 cart, 3 checkout, 4 purchase."""


@dataclass(frozen=True)
class Partition:
    """The people of one partition and all they did, before any system records it."""

    number: int
    people: People
    devices: Devices
    orders: Orders
    lines: OrderLines
    parcels: Parcels
    refunds: Refunds
    visits: Visits
