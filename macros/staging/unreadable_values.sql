{# Values that are missing or not of their type: reason -> condition. #}
{% macro unreadable_values(contract, landed) -%}
    {%- set reasons = {} -%}
    {%- set kinds = {'integer': 'not_a_number', 'decimal': 'not_a_number', 'double': 'not_a_number',
        'timestamp': 'not_a_timestamp', 'date': 'not_a_date', 'boolean': 'not_a_boolean'} -%}
    {%- for column in contract.columns if column.name | lower in landed -%}
        {%- set name = adapter.quote(column.name) -%}
        {%- set raw = adapter.quote('raw_' ~ column.name | lower) -%}
        {%- if type_family(column.data_type) != 'text' -%}
            {%- do reasons.update({kinds[type_family(column.data_type)] ~ ':' ~ column.name:
                name ~ " is null and trim(cast(" ~ raw ~ " as string)) <> ''"}) -%}
        {%- endif -%}
        {%- if column.config.meta.get('required') -%}
            {%- do reasons.update({('null_key:' if column.name in contract.key else 'null_value:') ~ column.name:
                name ~ " is null and coalesce(trim(cast(" ~ raw ~ " as string)), '') = ''"}) -%}
        {%- endif -%}
    {%- endfor -%}
    {{ return(reasons) }}
{%- endmacro %}

{# Moments that cannot have been: before 1990, after the row was loaded, or so long before that late rows are not taken. #}
{% macro impossible_times(contract) -%}
    {%- set reasons = {} -%}
    {%- for name in contract.times -%}
        {%- do reasons.update({'in_1970:' ~ name: adapter.quote(name) ~ " < timestamp '1990-01-01 00:00:00'"}) -%}
        {%- if contract.loaded -%}
            {%- do reasons.update({'in_the_future:' ~ name: adapter.quote(name) ~ ' > '
                ~ adapter.quote(contract.loaded) ~ " + interval '1' day"}) -%}
        {%- endif -%}
    {%- endfor -%}
    {%- if contract.is_append_only -%}
        {%- do reasons.update({'too_late:' ~ contract.times[0]: arrives_after(contract, var('late_arrival_days'))
            ~ " and " ~ adapter.quote(contract.times[0]) ~ " >= timestamp '1990-01-01 00:00:00'"}) -%}
    {%- endif -%}
    {{ return(reasons) }}
{%- endmacro %}

{# Whether a row was loaded more than so many days after it happened. What happened before the first row of the table was
   loaded is its history, which is loaded as long as it takes. Only a table that is appended to can tell: where the loader
   writes rows again, the stamp says when it last did. #}
{% macro arrives_after(contract, days) -%}
    {{ adapter.quote(contract.loaded) }} > {{ adapter.quote(contract.times[0]) }} + interval '{{ days }}' day
                and {{ adapter.quote(contract.times[0]) }} >= {{ contract.first_loaded }}
{%- endmacro %}
