{# Fails a test about rows that people write with the sentences that say what to write: those of the query's rows,
   columns row_name and what_to_write, without personal data. Only where tests run: a query may need built tables. #}
{% macro tell_what_to_write(seed, query) -%}
    {%- if execute and flags.WHICH in ['build', 'test'] -%}
        {%- set sentences = [] -%}
        {%- for row in run_query(query).rows -%}
            {%- do sentences.append(seed ~ ', ' ~ row[0] ~ ': ' ~ row[1]) -%}
        {%- endfor -%}
        {%- if sentences -%}{{ exceptions.raise_compiler_error(sentences[:5] | join(' ')) }}{%- endif -%}
    {%- endif -%}
{%- endmacro %}
