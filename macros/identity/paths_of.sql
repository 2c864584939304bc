{# All records: those that were reached, and those that no chain leads to. #}
{% macro paths_of(reached, left, sums) -%}
    select
        paths.record_key, paths.anchor_key, paths.linked_record_key, paths.link_path, paths.weakest_kind,
        paths.least_strength, paths.link_count, sums.links_fingerprint
    from (
        {%- for table in reached %}
        select record_key, anchor_key, linked_record_key, link_path, weakest_kind, least_strength, link_count from {{ table }}
        union all
        {%- endfor %}
        select
            record_key,
            anchor_key,
            cast(null as bigint) as linked_record_key,
            cast(null as {{ dbt.type_string() }}) as link_path,
            cast(null as {{ dbt.type_string() }}) as weakest_kind,
            cast(null as int) as least_strength,
            cast(null as bigint) as link_count
        from (select distinct record_key, anchor_key from {{ left }}) as unreached
    ) as paths
    inner join {{ sums }} as sums on paths.anchor_key = sums.anchor_key
{%- endmacro %}
