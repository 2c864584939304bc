{{ config(materialized='table') }}

with coupons as (
    select
        *,
        {{ occurrence('complete_journey', 'coupons', [
            'coupon_upc', 'product_id', 'campaign_id',
        ]) }} as occurrence
    from {{ source('complete_journey', 'coupons') }}
),

-- The source lists 4,872 coupon x product x campaign rows twice, identical in every column.
checked as (
    select
        cast(coupon_upc as string) as coupon_upc,
        cast(product_id as string) as product_id,
        cast(campaign_id as string) as campaign_id,
        {{ quarantine_columns(
            'complete_journey', 'coupons',
            "coalesce(cast(coupon_upc as string), '') || '-' || coalesce(cast(product_id as string), '')"
            ~ " || '-' || coalesce(cast(campaign_id as string), '')", {
            'null_key:coupon_upc': 'coupon_upc is null',
            'null_key:product_id': 'product_id is null',
            'null_key:campaign_id': 'campaign_id is null',
            'duplicate_key:coupon_upc,product_id,campaign_id':
                'occurrence > 1 and coupon_upc is not null and product_id is not null and campaign_id is not null',
        }) }}
    from coupons
)

select * from checked
