-- Intraday rows of a date whose daily export landed are staged, not conformed.
with daily as (
    select distinct date as daily_date
    from {{ ref('stg_ga4__event') }}
    where not coalesce(is_intraday, false)
),

exported as (
    select events.timestamp as occurred_at
    from {{ ref('stg_ga4__event') }} as events
    left join daily
        on events.date = daily.daily_date
    where not coalesce(events.is_intraday, false) or daily.daily_date is null
),

counts as (
    {{ raw_counts_from('ga4', {
        'event': {},
        'item': {},
    }) }}
)

select * from counts
union all
{{ counted_apart('ga4', {
    'event (of the last export)': {'entity': 'events', 'from': 'exported', 'day': 'occurred_at'},
}) }}
