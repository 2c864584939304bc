-- Silences on the evenings on which they went on: as_of, and the month ends that are twelve months old, with
-- what was bought in the twelve months after these.
with evenings as (
    select
        silences.customer_id,
        silences.value_band,
        -- Who has long been silent comes back more rarely.
        case
            when dates.described_date < {{ add_months('silences.ghost_since', 3) }} then 'under_3_months'
            when dates.described_date < {{ add_months('silences.ghost_since', 6) }} then '3_to_5_months'
            when dates.described_date < {{ add_months('silences.ghost_since', 12) }} then '6_to_11_months'
            else '12_months_or_more'
        end as ghost_age_band,
        silences.at_stake_amount,
        dates.is_current,
        silences.last_engaged_date,
        silences.ghost_since,
        dates.described_date,
        {{ add_months('dates.described_date', 12) }} as year_after_date
    from {{ ref('int_ghost_values') }} as silences
    inner join {{ ref('int_rfm_dates') }} as dates
        on
            silences.ghost_since <= dates.described_date
            and coalesce(silences.returned_date, date '9999-12-31') > dates.described_date
    where
        dates.is_current
        or {{ add_months('dates.described_date', 12) }} <= silences.as_of_date
),

bought as (
    select
        evenings.customer_id,
        evenings.described_date,
        sum(orders.net_of_refunds_amount) as later_net_amount
    from evenings
    inner join {{ ref('int_valid_orders') }} as orders
        on
            evenings.customer_id = orders.customer_id
            and evenings.described_date < orders.order_date
    where orders.order_date <= evenings.year_after_date
    group by evenings.customer_id, evenings.described_date
)

select
    evenings.customer_id,
    evenings.value_band,
    evenings.ghost_age_band,
    evenings.at_stake_amount,
    case
        when not evenings.is_current then cast(coalesce(bought.later_net_amount, 0) as decimal(18, 2))
    end as later_net_amount,
    case when not evenings.is_current then bought.customer_id is not null end as has_bought_later,
    evenings.is_current,
    evenings.last_engaged_date,
    evenings.ghost_since,
    evenings.described_date
from evenings
left join bought
    on
        evenings.customer_id = bought.customer_id
        and evenings.described_date = bought.described_date
