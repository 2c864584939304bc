{{ config(**materialized_by_reader()) }}

select
    edges.record_key,
    edges.identifier_key,
    customer_map.customer_id,
    customer_map.source_system,
    customer_map.record_type,
    edges.identifier_kind,
    edges.strength,
    case
        when edges.refused_reason is null and edges.strength < components.least_strength then 'limit_of_group'
        else edges.refused_reason
    end as refused_reason,
    edges.first_seen_at
from {{ ref('int_identity_edges') }} as edges
inner join {{ ref('int_customer_map') }} as customer_map
    on edges.record_key = customer_map.customer_record_key
inner join {{ ref('int_identity_components') }} as components
    on edges.record_key = components.record_key
