-- The records of each customer, counted and named.
select
    customer_id,
    count(*) as record_count,
    count(distinct source_system) as system_count,
    {{ joined_texts('source_system', distinct_only=true) }} as source_systems,
    -- A guest order is named as one: its id is no customer's.
    {{ joined_texts(
        "source_system || case record_type when 'order' then ':order:' else ':' end || customer_record_id"
    ) }} as source_records,
    min(first_seen_date) as first_seen_date
from {{ ref('int_customer_map') }}
group by customer_id
