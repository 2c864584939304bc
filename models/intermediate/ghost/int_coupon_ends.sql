-- The last valid order of each customer with a coupon, when its coupons ended, and what came after. A code is
-- one coupon wherever it is used: tills take those that the web shop lists.
with ends as (
    select
        upper(trim(coupon_id)) as coupon_code,
        case when count(*) = count(ends_on) then max(ends_on) end as ends_on
    from {{ ref('coupons') }}
    group by upper(trim(coupon_id))
),

used as (
    select
        customer_id,
        order_date,
        coupon_codes,
        row_number() over (partition by customer_id order by customer_order_number desc) as place
    from {{ ref('fct_orders') }}
    where is_valid and customer_id is not null and coupon_codes is not null
),

codes as (
    select
        customer_id,
        order_date,
        {{ split_rows('coupon_codes', ',') }} as coupon_code
    from used
    where place = 1
),

ended as (
    select
        codes.customer_id,
        codes.order_date as coupon_order_date,
        -- Of two coupons the later end counts, and one without an end has none.
        case when count(*) = count(ends.ends_on) then max(ends.ends_on) end as coupon_end_date
    from codes
    left join ends
        on upper(trim(codes.coupon_code)) = ends.coupon_code
    group by codes.customer_id, codes.order_date
)

select
    ended.customer_id,
    ended.coupon_order_date,
    ended.coupon_end_date,
    {{ add_months('ended.coupon_end_date', 6) }} as relapsed_date,
    min(orders.order_date) as next_order_date
from ended
left join {{ ref('int_valid_orders') }} as orders
    on
        ended.customer_id = orders.customer_id
        and ended.coupon_end_date < orders.order_date
group by ended.customer_id, ended.coupon_order_date, ended.coupon_end_date
