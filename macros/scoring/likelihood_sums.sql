{# A row a run, numbered as *runs* has them, with where it looks: the parameters by their names. #}
{% macro likelihood_trials(runs, parameters) -%}
    select
        run_number,
        fit_id,
        {{ row_fingerprint(['fit_id']) }} as fit_key
        {%- for parameter in parameters %},
        exp(cast({{ parameter }} as double)) as {{ parameter }}
        {%- endfor %}
    from (
        values
        {%- for run in runs.values() %}
        {{ ', ' if not loop.first }}({{ loop.index0 }}, '{{ run.fit_id }}'{% for log in run.trial %}, '{{ log }}'{% endfor %})
        {%- endfor %}
    ) as trials (run_number, fit_id, {{ parameters | join(', ') }})
{%- endmacro %}

{# Of each run the weighted sums of the log-likelihood, of its gradient and of the upper half of the outer products. #}
{% macro likelihood_sums(relation, parameters) -%}
    select
        run_number,
        sum(row_weight * log_likelihood)
        {%- for parameter in parameters -%}, sum(row_weight * by_{{ parameter }}){%- endfor -%}
        {%- for parameter in parameters -%}
            {%- for other in parameters[loop.index0:] -%}
        , sum(row_weight * by_{{ parameter }} * by_{{ other }})
            {%- endfor -%}
        {%- endfor %}
    from {{ relation }}
    group by run_number
{%- endmacro %}
