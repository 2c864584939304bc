{%- set epoch = "timestamp '1970-01-01 00:00:00' + " %}
-- Answers come from two tables; who is known by an address alone is a record too, once an address.
with counts as (
    {{ raw_counts_from('feedback', {
        'response': {},
        'person': {},
        'exit_answer': {},
        'review': {'entity': 'reviews'},
    }) }}
),

answers as (
    select {{ epoch }}created_at * interval '1' second as answered_at from {{ ref('stg_feedback__response') }}
    union all
    select submitted_at as answered_at from {{ ref('stg_feedback__exit_answer') }}
),

written as (
    select
        lower(email) as address,
        created_at
    from {{ ref('stg_feedback__review') }}
    union all
    select
        lower(email) as address,
        submitted_at as created_at
    from {{ ref('stg_feedback__exit_answer') }}
),

people as (
    select {{ epoch }}created_at * interval '1' second as created_at from {{ ref('stg_feedback__person') }}
    union all
    select min(created_at) as created_at
    from written
    where not {{ is_placeholder_email('address') }}
    group by address
)

select * from counts
union all
{{ counted_apart('feedback', {
    'response, exit_answer': {'entity': 'survey_responses', 'from': 'answers', 'day': 'answered_at'},
    'person, addresses': {'entity': 'customer_records', 'from': 'people', 'day': 'created_at'},
}) }}
