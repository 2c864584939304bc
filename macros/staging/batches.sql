{# The batches of a relation with how many rows they have, and what tells whether any of them is another. #}
{% macro batches(relation, batch, fingerprint) -%}
    select
        {{ batch }} as batch,
        count(*) as row_count,
        sum({{ fingerprint }}) as fingerprint
    from {{ relation }}
    group by 1
{%- endmacro %}

{# Rows without a load stamp are a batch of their own. #}
{% macro batch_of(loaded) -%}
    coalesce({{ loaded }}, timestamp '1900-01-01 00:00:00')
{%- endmacro %}

{# Tells whether a landed row is another. Columns are taken by name: the order in which files have them says nothing. #}
{% macro landed_fingerprint(landed, prefix='') -%}
    {%- set values = [] -%}
    {%- for name in landed | sort -%}
        {%- do values.append(adapter.quote(prefix ~ name)) -%}
    {%- endfor -%}
    {{ row_fingerprint(values or ["''"]) }}
{%- endmacro %}
