{# How the materialization link_paths finds the customers whose links changed since the last run. #}

{# Each customer with what shows whether any of its links, or any of its records, is another. #}
{% macro links_of_customers(links) -%}
    select
        anchor_key,
        {{ fingerprint_of_rows(row_fingerprint(['record_key', 'link_key', 'identifier_kind', 'strength'])) }}
            as links_fingerprint
    from {{ links }}
    group by anchor_key
{%- endmacro %}

{# The customers to walk: all, or those that are new, gone or linked otherwise than in *old*. #}
{% macro changed_customers(sums, old) -%}
    {%- if old -%}
    {{ other_fingerprints(sums, old, 'anchor_key', 'links_fingerprint') }}
    {%- else -%}
    select anchor_key from {{ sums }}
    {%- endif -%}
{%- endmacro %}

{# Whether a table of paths can be brought up to date: not where rows cannot be deleted, nor one of an older version. #}
{% macro keeps_fingerprints(old) -%}
    {{ return(adapter.dispatch('keeps_fingerprints')(old)) }}
{%- endmacro %}

{% macro default__keeps_fingerprints(old) -%}
    {{ return(false) }}
{%- endmacro %}

{% macro duckdb__keeps_fingerprints(old) -%}
    {{ return('links_fingerprint' in adapter.get_columns_in_relation(old) | map(attribute='name')) }}
{%- endmacro %}
