with orders as (
    select
        orders.*,
        turnover.order_currency_turnover_amount,
        turnover.turnover_gross_amount,
        turnover.turnover_promotion_discount_amount,
        turnover.turnover_coupon_discount_amount,
        turnover.turnover_amount,
        turnover.gift_card_amount,
        {{ invalid_order_reason() }} as invalid_reason
    from {{ ref('orders') }} as orders
    inner join {{ ref('int_order_turnover') }} as turnover
        on orders.order_key = turnover.order_key
),

customer_map as (
    select * from {{ ref('int_customer_map') }}
),

refunded as (
    select
        order_key,
        sum(refund_amount) as refunded_amount,
        min(case when returned_channel <> 'none' then returned_channel end) as returned_channel
    from {{ ref('fct_refunds') }}
    group by order_key
),

known as (
    select
        orders.*,
        customer_map.customer_id,
        refunded.returned_channel,
        -- No refund is known only where refunds are delivered; without a rate, what is refunded is not.
        case
            when refunded.order_key is not null then refunded.refunded_amount
            else {{ zero_where_delivered('refunds', 'orders.source_system') }}
        end as refunded_amount,
        orders.invalid_reason is null as is_valid
    from orders
    inner join {{ ref('int_as_of') }} as as_of
        on orders.order_date <= as_of.as_of_date
    left join customer_map
        on {{ order_record_key('orders') }} = customer_map.customer_record_key
    left join refunded
        on orders.order_key = refunded.order_key
)

select
    order_key,
    customer_id,
    store_key,
    source_system,
    order_id,
    customer_record_id,
    brand,
    channel,
    fulfilled_channel,
    returned_channel,
    country_code,
    payment_method,
    coupon_codes,
    currency_code,
    order_status,
    invalid_reason,
    case
        when is_valid and customer_id is not null
            then cast(row_number() over (
                partition by customer_id, is_valid
                order by ordered_at, source_system, order_id
            ) as bigint)
    end as customer_order_number,
    line_count,
    item_quantity,
    order_currency_turnover_amount as order_currency_net_amount,
    exchange_rate,
    turnover_gross_amount as gross_amount,
    turnover_promotion_discount_amount as promotion_discount_amount,
    turnover_coupon_discount_amount as coupon_discount_amount,
    turnover_amount as net_amount,
    gift_card_amount,
    reporting_shipping_amount as shipping_amount,
    {%- for included, told in {'tax': 'reporting_tax', 'shipping_tax': 'reporting_shipping_tax'}.items() %}
    case
        when is_tax_included then {{ told }}_amount
        when not is_tax_included then cast(0 as decimal(18, 2))
    end as included_{{ included }}_amount,
    {%- endfor %}
    reporting_third_party_discount_amount as third_party_discount_amount,
    cast(refunded_amount as decimal(18, 2)) as refunded_amount,
    is_valid,
    order_date,
    ordered_at
from known
