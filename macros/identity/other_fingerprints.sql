{# What changed since rows were made: the keys whose fingerprint is not the one that is held with them, each with that of now
   (null for a key that is gone). The rows of these are made anew, those of all others are what they would be. *now*: a
   relation or step with one row a key; *held*: the table of the last run, in which every row has the fingerprint of what its
   key was made of. #}
{% macro other_fingerprints(now, held, key, fingerprint) -%}
    {%- if execute and is_incremental() -%}{%- do refuse_older_version() -%}{%- endif -%}
    select
        coalesce(now.{{ key }}, held.{{ key }}) as {{ key }},
        now.{{ fingerprint }}
    from {{ now }} as now
    full outer join (select distinct {{ key }}, {{ fingerprint }} from {{ held }}) as held
        on now.{{ key }} = held.{{ key }}
    where now.{{ fingerprint }} is distinct from held.{{ fingerprint }}
{%- endmacro %}

{# The fingerprint of several rows together, whatever their order: the sum of the fingerprints of each. *of_row*: a column. #}
{% macro fingerprint_of_rows(of_row) -%}
    sum(cast({{ of_row }} as decimal(38, 0)))
{%- endmacro %}

{# What runs after an incremental model in which a key that is gone leaves an empty row: it takes these away. #}
{% macro forget_empty_rows(column) -%}
    delete from {{ this }} where {{ column }} is null
{%- endmacro %}
