{{ config(materialized='components', batch_column='came_on') }}
-- Records that any accepted identifier or decision links.
with edges as (
    select
        record_key as left_node,
        link_key as right_node,
        cast(first_seen_at as date) as seen_on
    from {{ ref('int_identity_edges') }}
    where refused_reason is null and strength >= 1
    union all
    select
        record_key as left_node,
        identifier_key as right_node,
        cast(null as date) as seen_on
    from {{ ref('int_identity_decisions') }}
    where decision = 'link'
    union all
    -- A record without a link stands alone.
    select
        record_key as left_node,
        record_key as right_node,
        first_seen_date as seen_on
    from {{ ref('int_identity_records') }}
)

select
    left_node,
    right_node,
    coalesce(seen_on, date '1970-01-01') as came_on
from edges
