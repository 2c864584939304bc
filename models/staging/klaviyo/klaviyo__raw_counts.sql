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
    select
        events.timestamp as occurred_at,
        lower(trim(coalesce(events.type, metrics.metric_name))) as event_name
    from {{ ref('stg_klaviyo__event') }} as events
    left join metrics
        on events.metric_id = metrics.metric_id
),

sendings as (
    select coalesce(sent_at, send_time) as started_at from {{ ref('stg_klaviyo__campaign') }}
    union all
    select created as started_at from {{ ref('stg_klaviyo__flow') }}
),

written as (
    select
        id as person_id,
        created as created_at
    from {{ ref('stg_klaviyo__person') }}
    union all
    select
        person_id,
        cast(null as timestamp) as created_at
    from {{ ref('stg_klaviyo__event') }}
    where person_id is not null
),

people as (
    select max(created_at) as created_at
    from written
    group by person_id
)

select * from counts
union all
{{ counted_apart('klaviyo', {
    'event (known types)': {
        'entity': 'message_events', 'from': 'typed_events', 'day': 'occurred_at',
        'where': 'event_name in (select types.event_name from ' ~ ref('int_klaviyo__event_types') ~ ' as types)',
    },
    'campaign, flow': {
        'entity': 'campaigns', 'from': 'sendings', 'day': to_local('started_at', "'" ~ var('time_zone') ~ "'"),
    },
    'person, event': {'entity': 'customer_records', 'from': 'people', 'day': 'created_at'},
}) }}
