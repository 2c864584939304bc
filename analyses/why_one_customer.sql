-- Why are these records one customer? Every record of the customer of one record, with the identifiers
-- it shares with the others; one row a record and identifier. Write the record as system and id;
-- without them the customer with the most records is explained. The shortest chain between two:
-- warehouse identity explain.
-- dbt compile --select why_one_customer --vars "{source_system: shopify, record_id: '6000000000000'}"
with records as (
    select
        customer_id,
        record_key,
        source_system,
        record_type,
        record_id
    from {{ ref('identity_map') }}
    where valid_to is null and record_type in ('customer', 'order')
),

asked as (
    select customer_id
    from records
    {%- if var('record_id', '') %}
    where source_system = '{{ var("source_system") }}' and record_id = '{{ var("record_id") }}'
    {%- endif %}
    group by customer_id
    order by count(*) desc, customer_id asc
    limit 1
),

links as (
    select
        record_key,
        identifier_key,
        identifier_kind,
        strength,
        first_seen_at,
        count(*) over (partition by customer_id, identifier_kind, identifier_key) as shared_by_count
    from {{ ref('identity_links') }}
    where refused_reason is null
)

select
    records.customer_id,
    records.source_system,
    records.record_type,
    records.record_id,
    links.identifier_kind,
    links.identifier_key,
    links.strength,
    links.shared_by_count,
    links.first_seen_at
from records
inner join asked
    on records.customer_id = asked.customer_id
left join links
    on records.record_key = links.record_key and links.shared_by_count > 1
order by
    links.identifier_kind asc nulls last, links.identifier_key asc,
    records.source_system asc, records.record_id asc
