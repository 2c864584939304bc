{# One row a purpose and channel on which consent is given; a request for erasure is of all channels. #}
{% macro consent_scopes() -%}
    {%- for purpose in ['marketing', 'analytics', 'profiling'] -%}
        {%- for channel in ['email', 'sms', 'push', 'post', 'web'] %}
    select '{{ purpose }}' as purpose, '{{ channel }}' as channel union all
        {%- endfor -%}
    {%- endfor %}
    select 'erasure' as purpose, 'all' as channel
{%- endmacro %}
