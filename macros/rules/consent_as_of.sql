{# What held on the evening of a local date (an SQL expression), from consent_history; the date is not after as_of. #}
{% macro consent_as_of(evening) -%}
    select
        customer_id,
        purpose,
        channel,
        source_system,
        is_granted
    from {{ ref('consent_history') }}
    where
        cast({{ to_local('valid_from', "'" ~ var('time_zone') ~ "'") }} as date) <= {{ evening }}
        and coalesce(cast({{ to_local('valid_to', "'" ~ var('time_zone') ~ "'") }} as date) > {{ evening }}, true)
{%- endmacro %}
