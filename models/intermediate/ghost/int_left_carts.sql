-- Checkouts left without an order for more than an hour after the last change of the cart, by as_of.
with checkouts as (
    select
        checkouts.*,
        customers.customer_id,
        as_of.as_of_date,
        case
            when {{ shop_date('checkouts.completed_at') }} <= as_of.as_of_date then checkouts.completed_at
        end as done_at
    from {{ ref('checkouts') }} as checkouts
    inner join {{ ref('int_as_of') }} as as_of
        on {{ shop_date('checkouts.started_at') }} <= as_of.as_of_date
    left join {{ ref('int_checkout_customers') }} as customers
        on checkouts.source_system = customers.source_system and checkouts.checkout_id = customers.checkout_id
),

-- The completion is written as a change, too: it is none of the cart's.
changed as (
    select
        *,
        case
            when
                {{ shop_date('last_changed_at') }} <= as_of_date
                and last_changed_at < coalesce(done_at, timestamp '9999-12-31 00:00:00')
                then last_changed_at
            else started_at
        end as abandoned_at
    from checkouts
)

select
    changed.customer_id,
    changed.source_system,
    changed.checkout_id,
    changed.brand,
    changed.order_id,
    changed.currency_code,
    changed.value_amount,
    {{ reporting_amount('changed.value_amount', exchange_rate('changed.currency_code', 'rates.rate')) }}
        as reporting_value_amount,
    {{ shop_date('changed.abandoned_at') }} as abandoned_date,
    changed.abandoned_at,
    changed.done_at,
    changed.as_of_date
from changed
{{ join_exchange_rates('changed.currency_code', shop_date('changed.abandoned_at')) }}
where changed.done_at is null or changed.done_at > changed.abandoned_at + interval '1' hour
