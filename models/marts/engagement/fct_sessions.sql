with events as (
    select
        events.*,
        session_events.session_key,
        session_events.device_session_number,
        row_number() over (
            partition by session_events.session_key order by events.occurred_at, events.event_key
        ) as event_number
    from {{ ref('events') }} as events
    inner join {{ ref('int_session_events') }} as session_events
        on events.event_key = session_events.event_key
    inner join {{ ref('int_as_of') }} as as_of
        on events.event_date <= as_of.as_of_date
),

-- The campaign is the first that the session tells; the account the last one logged in.
placed as (
    select
        *,
        min(case when source <> '(direct)' then event_number end) over (
            partition by session_key
        ) as arrival_number,
        max(case when customer_record_key is not null then event_number end) over (
            partition by session_key
        ) as login_number
    from events
),

sessions as (
    select
        session_key,
        min(source_system) as source_system,
        min(device_key) as device_key,
        max(case when event_number = login_number then customer_record_key end) as customer_record_key,
        min(platform) as platform,
        min(brand) as brand,
        min(device_session_number) as device_session_number,
        min(case when event_number = arrival_number then source end) as source,
        min(case when event_number = arrival_number then medium end) as medium,
        -- Sites may tell the campaign later than the source and medium.
        min_by(
            campaign, case when campaign is not null and source <> '(direct)' then event_number end
        ) as campaign,
        min(case when event_number = 1 then page_path end) as landing_path,
        count(*) as event_count,
        {%- for name in ['page_view', 'view_item', 'search', 'add_to_cart', 'begin_checkout'] %}
        count(case when event_name = '{{ name }}' then 1 end) as {{ name }}_count,
        {%- endfor %}
        count(case when event_name = 'purchase' and not coalesce(is_duplicate_purchase, false) then 1 end)
            as purchase_count,
        max(
            case when event_name = 'purchase' and not coalesce(is_duplicate_purchase, false) then order_id end
        ) as order_id,
        min(event_date) as session_date,
        min(occurred_at) as started_at,
        max(occurred_at) as ended_at
    from placed
    group by session_key
)

select
    sessions.session_key,
    sessions.source_system,
    sessions.device_key,
    sessions.customer_record_key,
    case
        when sessions.customer_record_key is null then owners.customer_id
        else customer_map.customer_id
    end as customer_id,
    sessions.platform,
    sessions.brand,
    sessions.device_session_number,
    sessions.source,
    sessions.medium,
    sessions.campaign,
    sessions.landing_path,
    sessions.event_count,
    sessions.page_view_count,
    sessions.view_item_count,
    sessions.search_count,
    sessions.add_to_cart_count,
    sessions.begin_checkout_count,
    sessions.purchase_count,
    sessions.order_id,
    sessions.session_date,
    sessions.started_at,
    sessions.ended_at
from sessions
left join {{ ref('int_customer_map') }} as customer_map
    on sessions.customer_record_key = customer_map.customer_record_key
-- A visit without a log-in is whose the device was then. Comparisons only: with `or` this is no hash join.
left join {{ ref('int_device_owners') }} as owners
    on
        sessions.device_key = owners.device_key
        and sessions.started_at >= coalesce(owners.valid_from, timestamp '0001-01-01 00:00:00')
        and sessions.started_at < coalesce(owners.valid_to, timestamp '9999-12-31 00:00:00')
