"""Values of the attributes of products, and which of them the channels require."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.random import Generator

from loyalty_warehouse.sample import clock, columns
from loyalty_warehouse.sample.arrays import texts
from loyalty_warehouse.sample.landing import Landed
from loyalty_warehouse.sample.world import BRANDS, DAY, HOUR, NEVER, Floats, Shop

LOCALES = ("fr_FR", "en_GB", "de_DE")
CHANNELS = {
    "web": LOCALES,
    "app": ("fr_FR", "en_GB"),
    "store": ("fr_FR",),
    "marketplace": ("fr_FR", "de_DE"),
}
"""Sales channels and the languages in which each is run."""


@dataclass(frozen=True)
class Attribute:
    """An attribute: what it varies by, for which families, where required, how often filled."""

    code: str
    has_locale: bool = False
    has_scope: bool = False
    families: tuple[str, ...] = ()
    """None for all."""
    channels: tuple[str, ...] = ()
    fill: float = 1.0


WORN = ("apparel", "shoes", "accessories")
ATTRIBUTES = (
    Attribute("name", has_locale=True, channels=tuple(CHANNELS), fill=0.95),
    Attribute("description", True, True, channels=("web", "app", "marketplace"), fill=0.75),
    Attribute("image", channels=tuple(CHANNELS), fill=0.92),
    Attribute("color", families=(*WORN, "home"), channels=("web", "app", "marketplace"), fill=0.9),
    Attribute("material", True, families=(*WORN, "home"), channels=("web",), fill=0.8),
    Attribute("size_guide", True, families=("apparel", "shoes"), channels=("web", "app"), fill=0.6),
    Attribute("care", True, families=("apparel",), channels=("web",), fill=0.7),
    Attribute(
        "ingredients", True, families=("beauty", "food"), channels=("web", "store"), fill=0.85
    ),
    Attribute("weight_g", channels=("marketplace",), fill=0.9),
    Attribute("gtin", channels=("marketplace", "store"), fill=0.97),
    Attribute("brand"),
    Attribute("cost_eur"),
    Attribute("is_consumable"),
    Attribute("launched_on"),
    Attribute("discontinued_on"),
    Attribute("successor"),
)
EMPTY_SHARE = 0.3
"""Share of the values not filled that land as an empty text rather than not at all."""
KEY = ("identifier", "attribute_code", "locale", "scope")
COLOURS = ("noir", "écru", "bleu nuit", "vert sauge", "terracotta", "grisé")
WORDS = {
    "description": (
        "Pièce soignée, fabriquée à la main",
        "Carefully made",
        "Sorgfältig gefertigt, schön",
    ),
    "material": ("coton biologique, mêlé de lin", "organic cotton", "Bio-Baumwolle, weiß"),
    "size_guide": ("taille normalement, à l'aise", "true to size", "fällt normal aus"),
    "care": ("laver à 30 °C, séchage à plat", "wash at 30 degrees", "bei 30 °C waschen"),
    "ingredients": (
        "eau, huile d'olive, thé vert séché",
        "water, olive oil",
        "Wasser, Olivenöl, Grüntee",
    ),
}
"""Values by language."""


def land(system: str, shop: Shop, rng: Generator) -> list[Landed]:
    """The values and the requirements."""
    quality = rng.uniform(0.8, 1.06, len(shop.products.sku))
    found = [row for attribute in ATTRIBUTES for row in _values(shop, attribute, quality, rng)]
    parts = list(zip(*found, strict=True)) or [()] * (len(KEY) + 1)
    names = (*KEY, "data")
    rows = {n: pa.array(v, pa.string()) for n, v in zip(names, parts, strict=True)}
    loaded = columns.loaded(
        np.full(len(found), shop.settings.start + 8 * HOUR, np.int64)
        + rng.integers(0, max(1, (shop.settings.end - shop.settings.start) // DAY), len(found))
        * DAY,
        rng,
    )
    rows["_loaded_at"] = columns.stamp(loaded)
    return [
        Landed(system, "product_value", pa.table(rows), KEY, "_loaded_at"),
        _requirements(system, shop, rng),
    ]


def _values(
    shop: Shop, attribute: Attribute, quality: Floats, rng: Generator
) -> list[tuple[str, str, str | None, str | None, str | None]]:
    """Product, attribute, language, channel and value, for every value there is."""
    products = shop.products
    has_it = np.isin(products.department, attribute.families or products.department)
    rows: list[tuple[str, str, str | None, str | None, str | None]] = []
    for scope in attribute.channels if attribute.has_scope else (None,):
        for locale in LOCALES if attribute.has_locale else (None,):
            share = attribute.fill * (quality if attribute.fill < 1 else 1.0)
            is_filled = rng.random(len(products.sku)) < share
            is_empty = ~is_filled & (rng.random(len(products.sku)) < EMPTY_SHARE)
            for number in np.flatnonzero(has_it & (is_filled | is_empty)).tolist():
                value = _value(shop, attribute.code, number, locale)
                if value is not None:
                    told = "" if is_empty[number] else value
                    rows.append((products.sku[number], attribute.code, locale, scope, told))
    return rows


def _value(shop: Shop, code: str, number: int, locale: str | None) -> str | None:
    """The value of an attribute of a product; None if it has none at all."""
    products = shop.products
    if code in WORDS:
        return WORDS[code][LOCALES.index(locale or "fr_FR")]
    if code == "name":
        return f"{products.title[number]}{'' if locale == 'fr_FR' else f' ({locale})'}"
    if code in ("launched_on", "discontinued_on"):
        day = int(getattr(products, code)[number])
        return None if day == NEVER else clock.date_of(day).isoformat()
    if code == "successor":
        successor = int(products.successor[number])
        return None if successor < 0 else str(products.sku[successor])
    simple = {
        "image": f"media/{products.sku[number].lower()}.jpg",
        "color": COLOURS[number % len(COLOURS)],
        "weight_g": str(80 + number * 37 % 1_900),
        "gtin": f"37{products.product_id[number]:011d}",
        "brand": BRANDS[products.brand[number]],
        "cost_eur": f"{products.cost[number] / 100:.2f}",
        "is_consumable": str(bool(products.consumable[number])).lower(),
    }
    return simple[code]


def _requirements(system: str, shop: Shop, rng: Generator) -> Landed:
    """One row an attribute that a channel requires of a family, by language where it has one."""
    found = [
        (family, channel, locale, attribute.code)
        for family in sorted(set(shop.products.department.tolist()))
        for attribute in ATTRIBUTES
        if not attribute.families or family in attribute.families
        for channel in attribute.channels
        for locale in (CHANNELS[channel] if attribute.has_locale else (None,))
    ]
    names = ("family", "channel", "locale", "attribute_code")
    rows = {name: columns.text(texts([row[n] for row in found])) for n, name in enumerate(names)}
    start = np.full(len(found), shop.settings.start, np.int64)
    rows["_loaded_at"] = columns.stamp(columns.loaded(start, rng))
    return Landed(system, "attribute_requirement", pa.table(rows), names, "_loaded_at")
