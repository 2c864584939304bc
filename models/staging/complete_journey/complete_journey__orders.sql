with transactions as (
    select * from {{ ref('stg_complete_journey__transactions') }}
),

-- Household, store and time are the same on every line of a basket: mixed baskets are quarantined.
baskets as (
    select
        basket_id,
        min(household_id) as household_id,
        min(store_id) as store_id,
        count(*) as line_count,
        sum(quantity) as item_quantity,
        sum(sales_value) as sales_value,
        sum(retail_disc) as retail_disc,
        sum(coupon_disc) as coupon_disc,
        sum(coupon_match_disc) as coupon_match_disc,
        min(transacted_at) as transacted_at
    from transactions
    group by basket_id
)

select
    'complete_journey' as source_system,
    basket_id as order_id,
    household_id as customer_record_id,
    store_id,
    'store' as channel,
    'USD' as currency_code,
    'completed' as order_status,
    '{{ var("time_zone") }}' as time_zone,
    line_count,
    item_quantity,
    sales_value + retail_disc + coupon_match_disc as gross_amount,
    retail_disc as promotion_discount_amount,
    coupon_match_disc as coupon_discount_amount,
    sales_value as net_amount,
    coupon_disc as third_party_discount_amount,
    cast({{ to_local('transacted_at', "'" ~ var('time_zone') ~ "'") }} as date) as order_date,
    transacted_at as ordered_at
from baskets
