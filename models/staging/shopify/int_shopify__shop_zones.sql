-- The money of an order tells its shop. Two shops with one currency and two zones tell none, nor does a
-- closed shop.
with shops as (
    select
        upper(currency) as currency_code,
        nullif(trim(iana_timezone), '') as time_zone
    from {{ ref('stg_shopify__shop') }}
    where not coalesce(_fivetran_deleted, false)
)

select
    currency_code,
    min(time_zone) as time_zone
from shops
where currency_code is not null and time_zone is not null
group by currency_code
having count(distinct time_zone) = 1
