-- The values of a product that are the same everywhere, one column each; its title is the French one, else
-- the English, else any.
select
    identifier,
    coalesce(
        max(case when attribute_code = 'name' and locale = 'fr_FR' then data end),
        max(case when attribute_code = 'name' and locale = 'en_GB' then data end),
        max(case when attribute_code = 'name' then data end)
    ) as title,
    max(case when attribute_code = 'brand' then data end) as brand,
    max(case when attribute_code = 'cost_eur' then data end) as cost,
    max(case when attribute_code = 'gtin' then data end) as gtin,
    max(case when attribute_code = 'is_consumable' then data end) as consumable,
    max(case when attribute_code = 'launched_on' then data end) as launched,
    max(case when attribute_code = 'discontinued_on' then data end) as discontinued,
    max(case when attribute_code = 'successor' then data end) as successor
from {{ ref('stg_catalogue__product_value') }}
group by identifier
