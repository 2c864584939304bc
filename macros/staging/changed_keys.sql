{# In an incremental run, the step before typed_rows: the keys whose rows are judged again. They are those with a row
   loaded since or at the same moment as the last, and those that their parents now judge otherwise. #}
{% macro changed_keys(system, relation, contract, landed, checks, parents) -%}
    {%- set loaded = loaded_value(contract, landed) -%}
    {%- if is_incremental() and loaded %}
changed_keys as (
    select {{ landed_key(contract.key, landed) }} as changed_key
    from {{ relation }}
    where
        {{ loaded }} is null
        or {{ loaded }} >= (select coalesce(max({{ contract.loaded }}), timestamp '1900-01-01 00:00:00') from {{ this }})
    {%- if parents %}
    union
    {{ keys_judged_otherwise(system, checks, parents) }}
    {%- endif %}
),
    {%- endif -%}
{%- endmacro %}

{# Keys of the rows held whose reasons are not what their parents say now: a parent came, went or changed. #}
{% macro keys_judged_otherwise(system, checks, parents) -%}
    select raw_key as changed_key
    from ({{ with_parents(system, this, parents) }}) as held
    where
        {%- for reason, condition in parent_reasons(checks, parents).items() %}
        {{ 'or ' if not loop.first }}coalesce({{ condition }}, false)
        <> coalesce((';' || quarantine_reasons || ';') like '%;{{ reason }};%', false)
        {%- endfor %}
{%- endmacro %}

{# Of a raw table, the rows to judge in an incremental run: those of the changed keys; all if of the others not as many
   are held as landed (rows came with an old load stamp, or were deleted), or if nobody says when a row was loaded. #}
{% macro only_changed_rows(relation, contract, landed) -%}
    {%- if is_incremental() and loaded_value(contract, landed) -%}
        {%- set key = landed_key(contract.key, landed) -%}
        {%- set unchanged = 'not in (select changed_key from changed_keys)' -%}
    where
        {{ key }} in (select changed_key from changed_keys)
        or (select count(*) from {{ relation }} where {{ key }} {{ unchanged }})
        <> (select count(*) from {{ this }} where raw_key {{ unchanged }})
    {%- endif -%}
{%- endmacro %}

{# The moment of loading as it landed, typed; none where the raw table does not say. #}
{% macro loaded_value(contract, landed) -%}
    {%- if contract.loaded and contract.loaded | lower in landed -%}
        {{ return(typed_value(contract.loaded_column, landed[contract.loaded | lower])) }}
    {%- endif -%}
    {{ return(none) }}
{%- endmacro %}

{# When the first row of the raw table was loaded; in an incremental run typed_rows has not all of them. #}
{% macro first_loaded(relation, contract, landed) -%}
    {%- if is_incremental() and loaded_value(contract, landed) -%}
    (select min({{ loaded_value(contract, landed) }}) from {{ relation }})
    {%- else -%}
    (select min({{ contract.loaded }}) from typed_rows)
    {%- endif -%}
{%- endmacro %}
