{%- set kinds = {'discounted': 'orders.is_discounted', 'full_price': 'not orders.is_discounted'} -%}
with orders as (
    select * from {{ ref('int_discounted_orders') }}
),

first_discounts as (
    select
        customer_id,
        min(customer_order_number) as first_order_number,
        min(order_date) as first_order_date
    from orders
    where is_discounted
    group by customer_id
),

summed as (
    select
        orders.customer_id,
        count(*) as order_count,
        count(orders.is_discounted) as told_order_count,
        count(case when orders.is_discounted then 1 end) as discounted_order_count,
        count(case
            when
                not orders.is_discounted
                and orders.customer_order_number > first_discounts.first_order_number
                then 1
        end) as later_full_price_count,
        {%- for kind, condition in kinds.items() %}
        count(case when {{ condition }} then orders.is_followed end) as judged_{{ kind }}_count,
        count(case when {{ condition }} and orders.is_followed then 1 end)
            as followed_{{ kind }}_count,
        {%- endfor %}
        sum(case when orders.is_discounted then orders.net_amount else 0 end) as discounted_amount,
        sum(case when not orders.is_discounted then orders.net_amount else 0 end) as full_price_amount,
        max(case when orders.is_discounted then orders.customer_order_number end) as last_discounted_number,
        max(case when not orders.is_discounted then orders.customer_order_number end)
            as last_full_price_number,
        max(orders.customer_order_number) as last_order_number,
        min(first_discounts.first_order_date) as first_discounted_date,
        max(case when orders.is_discounted then orders.order_date end) as last_discounted_date,
        max(orders.order_date) as last_order_date,
        max(orders.lapsed_date) <= max(orders.as_of_date) as has_lapsed,
        max(orders.as_of_date) as as_of_date
    from orders
    left join first_discounts
        on orders.customer_id = first_discounts.customer_id
    group by orders.customer_id
),

judged as (
    select
        summed.*,
        coupons.customer_id is not null as has_coupon_code,
        coupons.coupon_order_date,
        coupons.coupon_end_date,
        coupons.relapsed_date,
        coupons.next_order_date,
        case
            when summed.last_order_number = summed.last_discounted_number then true
            when summed.last_order_number = summed.last_full_price_number then false
        end as is_last_order_discounted
    from summed
    left join {{ ref('int_coupon_ends') }} as coupons
        on summed.customer_id = coupons.customer_id
)

select
    customer_id,
    case
        when told_order_count = 0 then 'unknown'
        when told_order_count < 3 then 'too_few_orders'
        when discounted_order_count = told_order_count then 'promo_only'
        when discounted_order_count * 2 >= told_order_count then 'mostly_promo'
        when discounted_order_count > 0 then 'mixed'
        else 'full_price'
    end as dependency_class,
    case
        when not has_coupon_code then 'no_coupon_code'
        when coupon_end_date is null then 'end_unknown'
        when relapsed_date > as_of_date then 'too_early'
    end as coupon_relapse_unknown_reason,
    order_count,
    told_order_count,
    case when told_order_count > 0 then discounted_order_count end as discounted_order_count,
    {{ safe_divide('discounted_order_count', 'told_order_count') }} as discounted_order_share,
    {%- for kind in kinds %}
    case when told_order_count > 0 then cast({{ kind }}_amount as decimal(18, 2)) end
        as {{ kind }}_net_amount,
    {%- endfor %}
    case when told_order_count > 0 then later_full_price_count end as full_price_after_discount_count,
    {%- for kind in kinds %}
    case when told_order_count > 0 then judged_{{ kind }}_count end as judged_{{ kind }}_count,
    case when told_order_count > 0 then followed_{{ kind }}_count end as followed_{{ kind }}_count,
    {%- endfor %}
    {{ days_between('coupon_end_date', 'next_order_date') }} as days_from_coupon_end_to_order,
    is_last_order_discounted,
    has_lapsed,
    case when is_last_order_discounted is not null then is_last_order_discounted and has_lapsed end
        as has_lapsed_after_discount,
    case
        when relapsed_date <= as_of_date
            then coalesce(next_order_date >= relapsed_date, true)
    end as has_relapsed_after_coupon,
    first_discounted_date,
    last_discounted_date,
    coupon_order_date as last_coupon_order_date,
    coupon_end_date as last_coupon_end_date,
    last_order_date,
    as_of_date
from judged
