{%- set prior_days = 90 -%}
with last_days as (
    select
        customer_id,
        max(engagement_date) as last_engaged_date
    from {{ ref('customer_engagement_daily') }}
    group by customer_id
),

engaged as (
    select
        days.customer_id,
        last_days.last_engaged_date,
        {{ add_months('last_days.last_engaged_date', 6) }} as silent_since_date,
        {{ add_months('last_days.last_engaged_date', -12) }} as year_before_date,
        min(case when days.engagement_date = last_days.last_engaged_date then days.last_touch_type end)
            as last_engagement_type,
        sum(days.touch_count) as touch_count,
        count(*) as day_count
    from {{ ref('customer_engagement_daily') }} as days
    inner join last_days
        on
            days.customer_id = last_days.customer_id
            and {{ days_between('days.engagement_date', 'last_days.last_engaged_date') }} < {{ prior_days }}
    group by days.customer_id, last_days.last_engaged_date
),

bought as (
    select
        orders.customer_id,
        sum(orders.net_of_refunds_amount) as net_amount,
        sum(case when orders.order_date > engaged.year_before_date then orders.net_of_refunds_amount end)
            as last_year_amount
    from {{ ref('int_valid_orders') }} as orders
    inner join engaged
        on orders.customer_id = engaged.customer_id
    group by orders.customer_id
)

select
    engaged.customer_id,
    engaged.last_engagement_type,
    {{ engagement_sources() }} as engagement_sources,
    service.last_exit_reason,
    service.last_ticket_topic,
    returns.return_reason as last_return_reason,
    parcels.parcel_state as last_parcel_state,
    cast(coalesce(bought.net_amount, 0) as decimal(18, 2)) as historic_net_amount,
    cast(coalesce(bought.last_year_amount, 0) as decimal(18, 2)) as net_at_stake_amount,
    cast(engaged.touch_count as bigint) as prior_touch_90d_count,
    cast(engaged.day_count as bigint) as prior_engaged_day_90d_count,
    cast(service.last_nps_score as decimal(18, 3)) as last_nps_score,
    case when {{ is_delivered("'tickets'") }} then coalesce(service.open_ticket_count, 0) end
        as open_ticket_count,
    cast(parcels.days_late as bigint) as last_parcel_late_days,
    rises.price_rise_share,
    engaged.silent_since_date <= as_of.as_of_date as is_ghost,
    parcels.is_late as is_last_parcel_late,
    engaged.last_engaged_date,
    case when engaged.silent_since_date <= as_of.as_of_date then engaged.silent_since_date end as ghost_since,
    {{ shop_date('service.last_nps_at') }} as last_nps_date,
    {{ shop_date('service.last_exit_at') }} as last_exit_date,
    {{ shop_date('service.last_ticket_at') }} as last_ticket_date,
    returns.requested_date as last_return_date,
    parcels.promised_date as last_parcel_date,
    as_of.as_of_date
from engaged
cross join {{ ref('int_as_of') }} as as_of
left join bought on engaged.customer_id = bought.customer_id
left join {{ ref('int_customer_service') }} as service on engaged.customer_id = service.customer_id
left join {{ ref('int_customer_returns') }} as returns on engaged.customer_id = returns.customer_id
left join {{ ref('int_customer_parcels') }} as parcels on engaged.customer_id = parcels.customer_id
left join {{ ref('int_price_rises') }} as rises on engaged.customer_id = rises.customer_id
