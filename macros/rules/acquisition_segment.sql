{# By what a customer came, in words: source and medium of *sources* (int_acquisition_sources); unknown where nobody tells. #}
{% macro acquisition_segment(sources) -%}
    coalesce(
        lower(trim({{ sources }}.source)) || ' / ' || coalesce(lower(trim({{ sources }}.medium)), 'none'), 'unknown'
    )
{%- endmacro %}
