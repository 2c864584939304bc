{{ config(materialized='table') }}

with campaign_descriptions as (
    select
        *,
        {{ occurrence('complete_journey', 'campaign_descriptions', ['campaign_id']) }} as occurrence
    from {{ source('complete_journey', 'campaign_descriptions') }}
),

checked as (
    select
        cast(campaign_id as string) as campaign_id,
        campaign_type,
        try_cast(start_date as date) as start_date,
        try_cast(end_date as date) as end_date,
        {{ quarantine_columns('complete_journey', 'campaign_descriptions', 'cast(campaign_id as string)', {
            'null_key:campaign_id': 'campaign_id is null',
            'duplicate_key:campaign_id': 'campaign_id is not null and occurrence > 1',
            'not_a_date:start_date': 'try_cast(start_date as date) is null',
            'not_a_date:end_date': 'try_cast(end_date as date) is null',
            'end_before_start:end_date': 'try_cast(end_date as date) < try_cast(start_date as date)',
        }) }}
    from campaign_descriptions
)

select * from checked
