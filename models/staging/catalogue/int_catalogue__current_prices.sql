-- The list price in euro that is valid now: the crossed-out one where the price is reduced.
with prices as (
    select
        sku,
        coalesce(compare_at_price, price) as list_price,
        row_number() over (partition by sku order by valid_from desc) as price_number
    from {{ ref('stg_catalogue__price') }}
    where currency = 'EUR' and valid_to is null
)

select
    sku,
    list_price
from prices
where price_number = 1
