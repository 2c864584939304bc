-- Intraday rows go once the daily export of their date is there: lacking a part of the key, both would count.
with landed as (
    select
        *,
        coalesce(is_intraday, false) as is_provisional
    from {{ ref('stg_ga4__event') }}
),

daily as (
    select date as daily_date
    from landed
    where not is_provisional
    group by date
),

kept as (
    select landed.*
    from landed
    left join daily
        on landed.date = daily.daily_date
    where not landed.is_provisional or daily.daily_date is null
),

events as (
    select
        *,
        concat_ws(
            '-', coalesce(user_pseudo_id, ''), cast(timestamp as string), name,
            coalesce(bundle_sequence_id, ''), coalesce(cast(batch_event_index as string), '')
        ) as event_id,
        split_part(split_part(param_page_location, '?', 1), '#', 1) as page_location,
        split_part(split_part(param_page_referrer, '?', 1), '#', 1) as page_referrer
    from kept
)

select
    *,
    regexp_replace(page_location, '^[a-z]+://[^/]*', '') as page_path,
    case
        when page_location like '%/products/%'
            then split_part(split_part(page_location, '/products/', 2), '/', 1)
    end as page_product_id,
    case geo_country
        when 'Austria' then 'AT'
        when 'Belgium' then 'BE'
        when 'Canada' then 'CA'
        when 'France' then 'FR'
        when 'Germany' then 'DE'
        when 'Ireland' then 'IE'
        when 'Italy' then 'IT'
        when 'Luxembourg' then 'LU'
        when 'Netherlands' then 'NL'
        when 'Portugal' then 'PT'
        when 'Spain' then 'ES'
        when 'Switzerland' then 'CH'
        when 'United Kingdom' then 'GB'
        when 'United States' then 'US'
    end as country_code,
    case when ecommerce_transaction_id <> '(not set)' then ecommerce_transaction_id end as order_id,
    coalesce(
        {{ parse_date('date') }},
        cast({{ to_local('timestamp', "'" ~ var('time_zone') ~ "'") }} as date)
    ) as event_date
from events
