with events as (
    select * from {{ ref('int_ga4__events') }}
),

viewed_items as (
    select * from {{ ref('int_ga4__viewed_items') }}
),

purchases as (
    select * from {{ ref('int_ga4__purchases') }}
)

select
    'ga4' as source_system,
    events.event_id,
    events.name as event_name,
    events.user_pseudo_id as device_id,
    events.user_id as account_id,
    case when events.user_id is not null then 'shopify' end as account_system,
    cast(events.param_ga_session_id as string) as session_id,
    case
        when events.platform = 'WEB' then 'web'
        when events.platform in ('ANDROID', 'IOS') then 'app'
    end as platform,
    events.stream_id,
    events.param_brand as brand,
    events.page_location,
    events.page_path,
    events.page_referrer,
    coalesce(events.param_source, events.collected_traffic_source_manual_source) as source,
    coalesce(events.param_medium, events.collected_traffic_source_manual_medium) as medium,
    events.param_campaign as campaign,
    coalesce(viewed_items.product_id, events.page_product_id) as product_id,
    events.param_search_term as search_term,
    events.order_id,
    purchases.telling > 1 as is_duplicate_purchase,
    upper(events.param_currency) as currency_code,
    coalesce(events.param_value, events.ecommerce_purchase_revenue) as value_amount,
    events.device_category,
    events.country_code,
    '{{ var("time_zone") }}' as time_zone,
    events.event_date,
    events.timestamp as occurred_at,
    events._fivetran_synced as loaded_at
from events
left join viewed_items
    on events.event_id = viewed_items.event_id
left join purchases
    on events.event_id = purchases.event_id
