{{ config(materialized='table') }}

with coupon_redemptions as (
    select
        *,
        {{ occurrence('complete_journey', 'coupon_redemptions', [
            'household_id', 'coupon_upc', 'campaign_id', 'redemption_date',
        ]) }} as occurrence
    from {{ source('complete_journey', 'coupon_redemptions') }}
),

checked as (
    select
        cast(household_id as string) as household_id,
        cast(coupon_upc as string) as coupon_upc,
        cast(campaign_id as string) as campaign_id,
        try_cast(redemption_date as date) as redemption_date,
        {{ quarantine_columns(
            'complete_journey', 'coupon_redemptions',
            "coalesce(cast(household_id as string), '') || '-' || coalesce(cast(coupon_upc as string), '')"
            ~ " || '-' || coalesce(cast(campaign_id as string), '')"
            ~ " || '-' || coalesce(cast(redemption_date as string), '')", {
            'null_key:household_id': 'household_id is null',
            'null_key:coupon_upc': 'coupon_upc is null',
            'null_key:campaign_id': 'campaign_id is null',
            'not_a_date:redemption_date': 'try_cast(redemption_date as date) is null',
            'duplicate_key:household_id,coupon_upc,campaign_id,redemption_date':
                'occurrence > 1 and household_id is not null and coupon_upc is not null and campaign_id is not null',
        }) }}
    from coupon_redemptions
)

select * from checked
