-- Each day with an order or refund: the first described evening that sees it, and the first for which it lies
-- six calendar months back. A handful of rows to look up, instead of an inequality join of all orders.
with days as (
    select order_date as calendar_date from {{ ref('int_valid_orders') }}
    union
    select refund_date as calendar_date from {{ ref('fct_refunds') }}
)

select
    days.calendar_date,
    min(case when dates.described_date >= days.calendar_date then dates.described_date end) as enters_on,
    min(
        case
            when {{ add_months('days.calendar_date', 6) }} <= dates.described_date then dates.described_date
        end
    ) as leaves_on
from days
cross join {{ ref('int_rfm_dates') }} as dates
group by days.calendar_date
