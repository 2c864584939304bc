{# The pieces of the materialization link_paths. #}

{# The records that customers are called after: no link leads there. #}
{% macro anchors_of(links) -%}
    select distinct
        record_key,
        anchor_key,
        cast(null as bigint) as linked_record_key,
        cast(null as {{ dbt.type_string() }}) as link_path,
        cast(null as {{ dbt.type_string() }}) as weakest_kind,
        4 as least_strength,
        cast(0 as bigint) as link_count
    from {{ links }}
    where record_key = anchor_key
{%- endmacro %}

{# What links the other records. #}
{% macro links_of_others(links) -%}
    select * from {{ links }} where record_key <> anchor_key
{%- endmacro %}

{# The links of records that were not found. #}
{% macro links_without(links, found) -%}
    select links.*
    from {{ links }} as links
    left join {{ found }} as found on links.record_key = found.record_key
    where found.record_key is null
{%- endmacro %}

{# The records that one more link of at least a strength reaches. What several records hold is reached by the one with the
   fewest links, and a record by its strongest link, then by the fewest. *near*: tables of the records to start from. #}
{% macro next_records(near, links, left, strength) -%}
    select
        record_key, anchor_key, linked_record_key,
        case when link_path is null then identifier_kind else identifier_kind || ' -> ' || link_path end as link_path,
        case when strength <= least_strength then identifier_kind else weakest_kind end as weakest_kind,
        least(strength, least_strength) as least_strength,
        link_count + 1 as link_count
    from (
        select
            waiting.record_key, waiting.anchor_key, waiting.identifier_kind, waiting.strength,
            held.record_key as linked_record_key, held.link_path, held.weakest_kind, held.least_strength, held.link_count,
            row_number() over (
                partition by waiting.record_key
                order by waiting.strength desc, held.link_count, waiting.identifier_kind, waiting.link_key
            ) as place
        from {{ left }} as waiting
        inner join (
            {{ held_by_nearest(near, links, strength) }}
        ) as held
            on waiting.anchor_key = held.anchor_key and waiting.link_key = held.link_key and held.place = 1
        where waiting.strength >= {{ strength }}
    ) as candidates
    where place = 1
{%- endmacro %}

{# What records hold, the nearest of its holders in place 1. #}
{% macro held_by_nearest(near, links, strength) -%}
    select
        near.*,
        links.link_key,
        row_number() over (
            partition by links.anchor_key, links.link_key order by near.link_count, near.record_key
        ) as place
    from ({% for table in near %}select * from {{ table }}{{ ' union all ' if not loop.last }}{% endfor %}) as near
    inner join {{ links }} as links on near.record_key = links.record_key
    where links.strength >= {{ strength }}
{%- endmacro %}
