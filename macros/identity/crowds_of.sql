{# Identifiers that belong to nobody or to everybody: how many values of one other kind are seen beside them, how many dates of
   birth and how many places. Only where all that is told with an identifier's records is among the *values* this is right. #}
{% macro crowds_of(values, facts) -%}
    select
        identifier_key,
        max(value_count) as values_beside,
        max(birth_date_count) as birth_dates,
        max(place_count) as places
    from (
        select
            identifier_key,
            value_count,
            0 as birth_date_count,
            0 as place_count
        from ({{ values_beside(values) }}) as beside
        union all
        select
            known.identifier_key,
            0 as value_count,
            count(distinct facts.birth_date) as birth_date_count,
            count(distinct facts.place) as place_count
        from ({{ values_that_name(values) }}) as known
        inner join {{ facts }} as facts on known.record_key = facts.record_key
        group by known.identifier_key
    ) as told
    group by identifier_key
{%- endmacro %}

{% macro values_beside(values) -%}
    select
        one.identifier_key,
        another.identifier_kind as other_kind,
        count(distinct another.identifier_key) as value_count
    from ({{ values_that_name(values) }}) as one
    inner join ({{ values_that_name(values) }}) as another
        on one.record_key = another.record_key and one.identifier_kind <> another.identifier_kind
    group by one.identifier_key, another.identifier_kind
{%- endmacro %}

{# A value that is refused in itself is nobody's; one whose kind does not link counts. #}
{% macro values_that_name(values) -%}
    select record_key, identifier_kind, identifier_key
    from {{ values }}
    where coalesce(refused_reason, 'kind_does_not_link') = 'kind_does_not_link' and record_key <> identifier_key
{%- endmacro %}
