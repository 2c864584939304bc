{# The texts of a group as one, in order of their bytes, with a separator between; nulls are left out, null when none is
   left. Write distinct_only=true to name each once. #}
{% macro joined_texts(text, separator=', ', distinct_only=false) -%}
    {{ return(adapter.dispatch('joined_texts')(text, separator, distinct_only)) }}
{%- endmacro %}

{% macro default__joined_texts(text, separator, distinct_only) -%}
    string_agg({{ 'distinct ' if distinct_only }}{{ text }}, '{{ separator }}' order by {{ text }})
{%- endmacro %}

{% macro spark__joined_texts(text, separator, distinct_only) -%}
    case when count({{ text }}) > 0
        then array_join(sort_array(collect_{{ 'set' if distinct_only else 'list' }}({{ text }})), '{{ separator }}') end
{%- endmacro %}
