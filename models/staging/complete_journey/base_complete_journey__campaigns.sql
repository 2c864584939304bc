{{ config(materialized='table') }}

with campaigns as (
    select
        *,
        {{ occurrence('complete_journey', 'campaigns', ['campaign_id', 'household_id']) }} as occurrence
    from {{ source('complete_journey', 'campaigns') }}
),

checked as (
    select
        cast(campaign_id as string) as campaign_id,
        cast(household_id as string) as household_id,
        {{ quarantine_columns(
            'complete_journey', 'campaigns',
            "coalesce(cast(campaign_id as string), '') || '-' || coalesce(cast(household_id as string), '')", {
            'null_key:campaign_id': 'campaign_id is null',
            'null_key:household_id': 'household_id is null',
            'duplicate_key:campaign_id,household_id':
                'occurrence > 1 and campaign_id is not null and household_id is not null',
        }) }}
    from campaigns
)

select * from checked
