{# In an incremental run, the step before typed_rows: the keys whose rows are judged again. They are those in a batch
   (the rows of one load stamp) that is not held as it landed, and those that their parents now judge otherwise. #}
{% macro changed_keys(system, relation, contract, landed, checks, parents) -%}
    {%- if is_incremental() and loaded_value(contract, landed) %}
        {%- set landed_batch = batch_of(loaded_value(contract, landed)) -%}
        {%- set held_batch = batch_of(adapter.quote(contract.loaded)) %}
landed_batches as (
    {{ batches(relation, landed_batch, landed_fingerprint(landed)) }}
),

held_batches as (
    {{ batches(this, held_batch, 'raw_fingerprint') }}
),

changed_batches as (
    select coalesce(landed_batches.batch, held_batches.batch) as batch
    from landed_batches
    full outer join held_batches
        on landed_batches.batch = held_batches.batch
    where
        landed_batches.row_count is distinct from held_batches.row_count
        or landed_batches.fingerprint is distinct from held_batches.fingerprint
),

changed_keys as (
    select {{ landed_key(contract.key, landed) }} as changed_key
    from {{ relation }}
    where {{ landed_batch }} in (select batch from changed_batches)
    union
    select raw_key as changed_key
    from {{ this }}
    where {{ held_batch }} in (select batch from changed_batches)
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

{# Of a raw table, the rows to judge in an incremental run: those of the changed keys; all if nobody says when a row was
   loaded, or if the first row of a table that tells late rows is loaded at another moment than before. #}
{% macro only_changed_rows(relation, contract, landed) -%}
    {%- if is_incremental() and loaded_value(contract, landed) %}
    where
        {{ landed_key(contract.key, landed) }} in (select changed_key from changed_keys)
        {%- if contract.is_append_only %}
        or {{ contract.first_loaded }} <> (select min({{ adapter.quote(contract.loaded) }}) from {{ this }})
        {%- endif %}
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
    (select min({{ adapter.quote(contract.loaded) }}) from typed_rows)
    {%- endif -%}
{%- endmacro %}
