{{ config(materialized='table') }}

{% set basket = 'over (partition by basket_id)' %}

with transactions as (
    select
        *,
        {{ occurrence('complete_journey', 'transactions', ['basket_id', 'product_id'], unless=[
            'try_cast(sales_value as decimal(18, 2)) is null',
            'try_cast(quantity as decimal(18, 3)) is null',
        ]) }} as occurrence,
        min(household_id) {{ basket }} <> max(household_id) {{ basket }}
        or min(store_id) {{ basket }} <> max(store_id) {{ basket }}
        or min(transaction_timestamp) {{ basket }} <> max(transaction_timestamp) {{ basket }}
            as is_mixed_basket
    from {{ source('complete_journey', 'transactions') }}
),

checked as (
    select
        cast(household_id as string) as household_id,
        cast(store_id as string) as store_id,
        cast(basket_id as string) as basket_id,
        cast(product_id as string) as product_id,
        try_cast(quantity as decimal(18, 3)) as quantity,
        try_cast(sales_value as decimal(18, 2)) as sales_value,
        coalesce(try_cast(retail_disc as decimal(18, 2)), 0) as retail_disc,
        coalesce(try_cast(coupon_disc as decimal(18, 2)), 0) as coupon_disc,
        coalesce(try_cast(coupon_match_disc as decimal(18, 2)), 0) as coupon_match_disc,
        try_cast(transaction_timestamp as timestamp) as transacted_at,
        {{ quarantine_columns(
            'complete_journey', 'transactions',
            "coalesce(cast(basket_id as string), '') || '-' || coalesce(cast(product_id as string), '')", {
            'null_key:basket_id': 'basket_id is null',
            'null_key:product_id': 'product_id is null',
            'duplicate_key:basket_id,product_id': 'occurrence > 1 and basket_id is not null and product_id is not null',
            'mixed_basket:basket_id': 'is_mixed_basket and basket_id is not null',
            'not_a_timestamp:transaction_timestamp': 'try_cast(transaction_timestamp as timestamp) is null',
            'not_a_number:quantity': 'try_cast(quantity as decimal(18, 3)) is null',
            'negative_quantity:quantity': 'try_cast(quantity as decimal(18, 3)) < 0',
            'not_a_number:sales_value': 'try_cast(sales_value as decimal(18, 2)) is null',
            'negative_amount:sales_value': 'try_cast(sales_value as decimal(18, 2)) < 0',
            'not_a_number:retail_disc': not_parseable('retail_disc', 'decimal(18, 2)'),
            'not_a_number:coupon_disc': not_parseable('coupon_disc', 'decimal(18, 2)'),
            'not_a_number:coupon_match_disc': not_parseable('coupon_match_disc', 'decimal(18, 2)'),
        }) }}
    from transactions
)

select * from checked
