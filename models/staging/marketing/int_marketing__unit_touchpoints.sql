-- An experiment splits devices or accounts of the shop; a stay in a store is noticed by an app.
select
    'exposure-' || exposure_id as touchpoint_id,
    'experiment_exposure' as touchpoint_type,
    case when lower(surface) in ('web', 'app', 'store') then lower(surface) end as channel,
    case when unit_type = 'customer' then 'account-' || unit_id end as customer_record_id,
    case when unit_type = 'device' then unit_id end as device_id,
    cast(null as string) as email,
    experiment_id as content_id,
    cast(null as string) as product_id,
    variant,
    cast(null as string) as source,
    cast(null as string) as campaign,
    cast(null as bigint) as duration_minutes,
    exposed_at as occurred_at
from {{ ref('stg_marketing__experiment_exposure') }}
union all
select
    'visit-' || visit_id as touchpoint_id,
    'store_visit' as touchpoint_type,
    'store' as channel,
    cast(null as string) as customer_record_id,
    device_id,
    cast(null as string) as email,
    store_id as content_id,
    cast(null as string) as product_id,
    cast(null as string) as variant,
    cast(null as string) as source,
    cast(null as string) as campaign,
    minutes as duration_minutes,
    entered_at as occurred_at
from {{ ref('stg_marketing__store_visit') }}
