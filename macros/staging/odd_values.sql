{# What is odd in a row that is kept: flag -> condition. Which columns hold an e-mail address, a phone number or a name says
   meta.holds of the column. #}
{% macro odd_values(contract, landed) -%}
    {%- set flags = {} -%}
    {%- if contract.is_append_only -%}
        {%- do flags.update({'late:' ~ contract.times[0]: arrives_after(contract, 1)}) -%}
    {%- endif -%}
    {%- for column in contract.columns if column.name | lower in landed -%}
        {%- set name = 'rows_with_parents.' ~ adapter.quote(column.name) -%}
        {%- set holds = column.config.meta.get('holds') -%}
        {%- set is_text = type_family(landed[column.name | lower]) == 'text' -%}
        {%- if type_family(column.data_type) == 'timestamp' and is_text and not column.config.meta.get('format') -%}
            {%- do flags.update({'time_with_offset:' ~ column.name:
                matches('rows_with_parents.' ~ adapter.quote('raw_' ~ column.name | lower), '[+-][0-9][0-9]:?[0-9][0-9] *$')}) -%}
        {%- elif holds in ['name', 'text'] -%}
            {%- do flags.update({'mojibake:' ~ column.name: matches(name, mojibake_pattern())}) -%}
        {%- elif holds == 'email' -%}
            {%- do flags.update({'placeholder_email:' ~ column.name: is_placeholder_email(name)}) -%}
        {%- elif holds == 'phone' -%}
            {%- do flags.update({'shared_phone:' ~ column.name: name ~ ' in (select ' ~ adapter.quote(column.name)
                ~ ' from typed_rows group by 1 having count(distinct ' ~ told_apart_by(contract, landed) ~ ') > '
                ~ var('shared_phone_records') ~ ')'}) -%}
        {%- endif -%}
    {%- endfor -%}
    {{ return(flags) }}
{%- endmacro %}

{# What tells the holders of one phone apart: their address, for a guest has a record an order; else the record. #}
{% macro told_apart_by(contract, landed) -%}
    {%- set told = namespace(by='landed_key') -%}
    {%- for column in contract.columns if column.name | lower in landed and column.config.meta.get('holds') == 'email' -%}
        {%- set told.by = 'coalesce(lower(' ~ adapter.quote(column.name) ~ '), landed_key)' -%}
    {%- endfor -%}
    {{ return(told.by) }}
{%- endmacro %}

{# Letters of UTF-8 that were read as Latin-1 or Windows-1252: a letter that begins a character before one that goes on. #}
{% macro mojibake_pattern() -%}
    [ÂÃÄÅâð][\x{80}-\x{BF}€‚ƒ„…†‡ˆ‰Š‹Œ‘’“”•–—˜™š›œŸ]|â€|ðŸ
{%- endmacro %}
