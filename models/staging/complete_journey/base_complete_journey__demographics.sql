{{ config(materialized='table') }}

with demographics as (
    select
        *,
        {{ occurrence('complete_journey', 'demographics', ['household_id']) }} as occurrence
    from {{ source('complete_journey', 'demographics') }}
),

checked as (
    select
        cast(household_id as string) as household_id,
        age as age_band,
        income as income_band,
        home_ownership,
        marital_status,
        household_size,
        household_comp as household_composition,
        kids_count,
        {{ quarantine_columns('complete_journey', 'demographics', 'cast(household_id as string)', {
            'null_key:household_id': 'household_id is null',
            'duplicate_key:household_id': 'household_id is not null and occurrence > 1',
        }) }}
    from demographics
)

select * from checked
