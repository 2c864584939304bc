{# The last steps of stage(): among rows of one key, that nothing else is wrong with, one is kept. A row with another
   identity than the first loaded one reuses the key; of the others the last loaded content is kept, in its first copy:
   identical copies are duplicates, copies loaded again are resent, other contents are superseded. #}
{% macro judged_copies(contract, landed) -%}
    {%- set loaded = adapter.quote(contract.loaded) if contract.loaded else 'cast(null as timestamp)' -%}
shared_keys as (
    select landed_key
    from judged_rows
    where row_reasons is null
    group by landed_key
    having count(*) > 1
),

copies as (
    select
        judged_rows.*,
        {{ landed_content(contract, landed) }} as row_content,
        cast({{ adapter.quote(contract.identity) if contract.identity else "''" }} as string) as row_identity,
        {{ loaded }} as row_loaded
    from judged_rows
    inner join shared_keys
        on judged_rows.landed_key = shared_keys.landed_key
    where judged_rows.row_reasons is null
),

{{ ranked_copies() }},

judged_copies as (
    select {{ kept_columns(contract, landed) }}, row_reasons as quarantine_reasons
    from judged_rows
    left join shared_keys
        on judged_rows.landed_key = shared_keys.landed_key
    where judged_rows.row_reasons is not null or shared_keys.landed_key is null
    union all
    select {{ kept_columns(contract, landed) }}, {{ copy_reason() }} as quarantine_reasons
    from ranked_copies as judged_rows
)
{%- endmacro %}

{% macro copy_reason() -%}
    case
        when is_reused then 'reused_key'
        when row_content <> last_content then 'superseded'
        when copy_number > 1 and coalesce(row_loaded = first_loaded, true) then 'duplicate_row'
        when copy_number > 1 then 'resent_row'
    end
{%- endmacro %}

{% macro ranked_copies() -%}
identified as (
    select
        copies.*,
        coalesce(row_identity <> first_value(row_identity) over (
            partition by landed_key order by row_loaded nulls last, row_identity nulls last
        ), false) as is_reused
    from copies
),

versions as (
    select
        identified.*,
        first_value(row_content) over (
            partition by landed_key, is_reused order by row_loaded desc nulls last, row_content
        ) as last_content
    from identified
),

ranked_copies as (
    select
        versions.*,
        min(row_loaded) over (partition by landed_key, is_reused, row_content) as first_loaded,
        row_number() over (
            partition by landed_key, is_reused, row_content order by row_loaded nulls last
        ) as copy_number
    from versions
)
{%- endmacro %}
