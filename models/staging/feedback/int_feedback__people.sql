-- The people asked, with their times as timestamps: they land as seconds since 1970.
{%- set epoch = "timestamp '1970-01-01 00:00:00' + " %}
select
    id as person_id,
    name,
    email,
    phone_number,
    {{ epoch }}created_at * interval '1' second as first_seen_at,
    {{ epoch }}coalesce(last_responded_at, last_sent_at, created_at) * interval '1' second as last_seen_at
from {{ ref('stg_feedback__person') }}
