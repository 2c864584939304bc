-- Whose a checkout is: the record's that it names, else the one's who alone uses its e-mail address.
with addresses as (
    select
        edges.identifier_key,
        min(customer_map.customer_id) as customer_id,
        case when count(*) = count(edges.first_seen_at) then {{ shop_date('min(edges.first_seen_at)') }} end
            as seen_date
    from {{ ref('int_identity_edges') }} as edges
    inner join {{ ref('int_customer_map') }} as customer_map
        on edges.record_key = customer_map.customer_record_key
    where edges.identifier_kind = 'email' and edges.refused_reason is null
    group by edges.identifier_key
    having min(customer_map.customer_id) = max(customer_map.customer_id)
),

compared as (
    select
        source_system,
        checkout_id,
        customer_record_key,
        {{ normalised_email('lower(trim(email))') }} as email
    from {{ ref('checkouts') }}
),

keyed as (
    select
        *,
        {{ hash_key(["'identifier'", "'email'", 'email']) }} as identifier_key
    from compared
)

select
    keyed.source_system,
    keyed.checkout_id,
    coalesce(customer_map.customer_id, addresses.customer_id) as customer_id,
    case when customer_map.customer_id is null then addresses.seen_date end as known_from_date
from keyed
left join {{ ref('int_customer_map') }} as customer_map
    on keyed.customer_record_key = customer_map.customer_record_key
left join addresses
    on keyed.identifier_key = addresses.identifier_key
where coalesce(customer_map.customer_id, addresses.customer_id) is not null
