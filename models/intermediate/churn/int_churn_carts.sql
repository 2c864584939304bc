-- Checkouts that stood abandoned on an evening: begun, not completed, and no valid order that day or since.
with checkouts as (
    select
        customers.customer_id,
        checkouts.source_system,
        checkouts.checkout_id,
        -- Not the last change: that may have come after the evening.
        {{ shop_date('checkouts.started_at') }} as started_date,
        {{ shop_date('checkouts.completed_at') }} as completed_date,
        customers.known_from_date
    from {{ ref('checkouts') }} as checkouts
    inner join {{ ref('int_checkout_customers') }} as customers
        on checkouts.source_system = customers.source_system and checkouts.checkout_id = customers.checkout_id
    where checkouts.completed_at is not null or checkouts.order_id is null
),

ended as (
    select
        checkouts.customer_id,
        checkouts.started_date,
        coalesce(min(orders.order_date), date '9999-12-31') as next_order_date,
        coalesce(min(checkouts.completed_date), date '9999-12-31') as completed_date,
        min(checkouts.known_from_date) as known_from_date
    from checkouts
    left join {{ ref('int_valid_orders') }} as orders
        on
            checkouts.customer_id = orders.customer_id
            and checkouts.started_date <= orders.order_date
    group by checkouts.customer_id, checkouts.source_system, checkouts.checkout_id, checkouts.started_date
),

-- The longest time that a rule looks back; a rule without one looks at all.
rules as (
    select case when count(*) = count(maximum_days) then max(maximum_days) end as maximum_days
    from {{ ref('churn_rules') }}
    where measure = 'days_since_abandoned_cart'
)

select
    ended.customer_id,
    dates.described_date,
    count(*) as abandoned_cart_count,
    -- Not the newest: that of yesterday says nothing of one that has stood for weeks.
    min(
        case
            when
                {{ days_between('ended.started_date', 'dates.described_date') }}
                <= coalesce(rules.maximum_days, 99999)
                then ended.started_date
        end
    ) as abandoned_cart_date
from ended
cross join rules
inner join {{ ref('int_rfm_dates') }} as dates
    on
        ended.started_date <= dates.described_date
        -- Whose address it is may be known only since.
        and coalesce(ended.known_from_date, ended.started_date) <= dates.described_date
        and least(ended.next_order_date, ended.completed_date) > dates.described_date
group by ended.customer_id, dates.described_date
