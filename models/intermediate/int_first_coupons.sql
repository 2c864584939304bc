{%- set enough_customers = 10 -%}
-- The code of the coupon that a customer began with, if it is one that many use. What counts is who had used
-- it by the end of the month of the first order, so that a month that is over stays as it was told.
with used as (
    select
        customer_id,
        customer_order_number,
        {{ period_start('month', 'order_date') }} as month_date,
        {{ split_rows('coupon_codes', ',') }} as written_code
    from {{ ref('fct_orders') }}
    where is_valid and customer_id is not null and coupon_codes is not null
),

codes as (
    select
        customer_id,
        upper(trim(written_code)) as code,
        min(month_date) as month_date,
        min(customer_order_number) as first_order_number
    from used
    where trim(written_code) <> ''
    group by customer_id, upper(trim(written_code))
),

months as (
    select
        code,
        month_date,
        sum(count(*)) over (
            partition by code order by month_date rows between unbounded preceding and current row
        ) as customer_count
    from codes
    group by code, month_date
),

placed as (
    select
        codes.customer_id,
        codes.code,
        months.customer_count,
        row_number() over (
            partition by codes.customer_id order by months.customer_count desc, codes.code asc
        ) as place
    from codes
    inner join months
        on codes.code = months.code and codes.month_date = months.month_date
    where codes.first_order_number = 1
)

select
    customer_id,
    case when customer_count >= {{ enough_customers }} then code else 'rare_code' end as coupon_code
from placed
where place = 1
