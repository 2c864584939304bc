-- Of the events, those of the types that are told are conformed. A campaign is a sending or a flow; a person
-- of whom only events are left is a record too.
with counts as (
    {{ raw_counts_from('klaviyo', {
        'event': {},
        'person': {},
        'metric': {},
        'campaign': {},
        'flow': {},
    }) }}
),

metrics as (
    select
        id as metric_id,
        name as metric_name
    from {{ ref('stg_klaviyo__metric') }}
),

typed_events as (
    select lower(trim(coalesce(events.type, metrics.metric_name))) as event_name
    from {{ ref('stg_klaviyo__event') }} as events
    left join metrics
        on events.metric_id = metrics.metric_id
),

sendings as (
    select id as campaign_id from {{ ref('stg_klaviyo__campaign') }}
    union all
    select id as campaign_id from {{ ref('stg_klaviyo__flow') }}
),

people as (
    select id as person_id from {{ ref('stg_klaviyo__person') }}
    union
    select person_id from {{ ref('stg_klaviyo__event') }}
    where person_id is not null
)

select * from counts
union all
{{ counted_apart('klaviyo', {
    'event (known types)': {
        'entity': 'message_events', 'from': 'typed_events',
        'where': 'event_name in (select types.event_name from ' ~ ref('int_klaviyo__event_types') ~ ' as types)',
    },
    'campaign, flow': {'entity': 'campaigns', 'from': 'sendings'},
    'person, event': {'entity': 'customer_records', 'from': 'people'},
}) }}
