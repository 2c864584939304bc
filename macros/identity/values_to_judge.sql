{# Which rows of int_identity_edges are made anew. A row depends on its identifier, on the records that hold it and on all that
   these tell. So a record has a fingerprint of all that it tells; where that is another than the one held, each identifier
   that the record holds or held is judged again, from all that the holders of it tell. #}

{# What records tell beside identifiers. Year 1004 stands for an unknown one. #}
{% macro facts_of_records() -%}
    select
        customer_record_key as record_key,
        birth_date,
        cast(null as string) as place
    from {{ ref('customer_records') }}
    where extract(year from birth_date) > 1004
    union all
    select
        record_key,
        cast(null as date) as birth_date,
        place
    from {{ ref('int_identity_places') }}
{%- endmacro %}

{# The fingerprint of each record that holds a value: decisions, patterns and rules are in the columns of *values*. #}
{% macro record_fingerprints(values, facts) -%}
    select
        record_key,
        {{ fingerprint_of_rows('of_row') }} as record_fingerprint
    from (
        select
            record_key,
            {{ row_fingerprint([
                'identifier_kind', 'identifier_key', 'first_seen_at', 'strength', 'max_values_per_record', 'max_values_beside',
                'max_days_between', 'max_birth_dates', 'max_places', 'refused_reason',
            ]) }} as of_row,
            1 as is_value
        from {{ values }}
        union all
        select
            record_key,
            {{ row_fingerprint(['birth_date', 'place']) }} as of_row,
            0 as is_value
        from {{ facts }}
    ) as told
    group by record_key
    having max(is_value) = 1
{%- endmacro %}

{# The parts to make anew: what the *changed* records hold now, or held. #}
{% macro touched_parts(values, changed) -%}
    select told.part_key
    from {{ values }} as told
    inner join {{ changed }} as changed on told.record_key = changed.record_key
    union
    select held.part_key
    from {{ this }} as held
    inner join {{ changed }} as changed on held.record_key = changed.record_key
{%- endmacro %}

{# All values of the records that hold a touched part. #}
{% macro values_to_judge(values, touched) -%}
    select *
    from {{ values }}
    {%- if is_incremental() %}
    where record_key in (
        select told.record_key
        from {{ values }} as told
        inner join {{ touched }} as touched on told.part_key = touched.part_key
    )
    {%- endif %}
{%- endmacro %}

{# What edges are made from: the *rows* of the touched parts, and a part without any, whose rows have to go; or all rows. #}
{% macro parts_with_rows(touched, rows) -%}
    {%- if is_incremental() -%}
    {{ touched }} left join {{ rows }} on {{ touched }}.part_key = {{ rows }}.part_key
    {%- else -%}
    {{ rows }}
    {%- endif -%}
{%- endmacro %}
