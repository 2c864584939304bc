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
    select id as answer_id from {{ ref('stg_feedback__response') }}
    union all
    select answer_id from {{ ref('stg_feedback__exit_answer') }}
),

addresses as (
    select lower(email) as address from {{ ref('stg_feedback__review') }}
    union
    select lower(email) as address from {{ ref('stg_feedback__exit_answer') }}
),

people as (
    select id as person_id from {{ ref('stg_feedback__person') }}
    union all
    select address as person_id
    from addresses
    where not {{ is_placeholder_email('address') }}
)

select * from counts
union all
{{ counted_apart('feedback', {
    'response, exit_answer': {'entity': 'survey_responses', 'from': 'answers'},
    'person, addresses': {'entity': 'customer_records', 'from': 'people'},
}) }}
