{# A table of models fitted by maximum likelihood, one row a fit and parameter. The model's SQL gives the rows to learn
   from: fit_id (text), row_weight (double) and what the macro that the config `scores` names reads. That macro gives, a
   run, the log-likelihood, its gradient by the logarithm of each parameter and the upper half of the gradients' outer
   products, which stand for minus the second derivatives: parameters are positive, and steps in logarithms keep them so.
   Every fit is tried from each of `starts`; after ten steps the start with the highest likelihood goes on. #}
{% materialization likelihood_fits, default %}
    {{ run_hooks(pre_hooks) }}
    {%- set target = this.incorporate(type='table') -%}
    {%- set old = load_cached_relation(this) -%}
    {%- set parameters = config.require('parameters') -%}
    {%- set rows = work_table('rows', sql) -%}
    {%- set runs = likelihood_runs(rows, config.require('starts')) -%}
    {%- for step in range(150) if runs.values() | selectattr('is_moving') | list -%}
        {%- do likelihood_step(runs, rows, parameters, config.require('scores')) -%}
        {%- if step == 9 -%}{%- do leave_to_the_best(runs) -%}{%- endif -%}
    {%- endfor -%}
    {%- do drop_work_table(rows) -%}
    {%- if old -%}{%- do adapter.drop_relation(old) -%}{%- endif -%}
    {%- call statement('main') -%}
        {{ create_table_as(false, target, fitted_parameters(runs, parameters)) }}
    {%- endcall -%}
    {{ run_hooks(post_hooks) }}
    {{ adapter.commit() }}
    {%- do persist_docs(target, model) -%}
    {{ return({'relations': [target]}) }}
{% endmaterialization %}

{# Every fit at each of its starts: a run. Where it stands (logarithms), where it looks next, and how short it steps. #}
{% macro likelihood_runs(rows, starts) -%}
    {%- set runs = {} -%}
    {%- set counted = run_query('select fit_id, sum(row_weight) from ' ~ rows ~ '
        group by fit_id order by fit_id') -%}
    {%- for row in counted.rows -%}
        {%- for start in starts -%}
            {%- do runs.update({row[0] ~ '#' ~ loop.index: {'fit_id': row[0], 'rows': row[1] | float,
                'trial': start, 'place': none, 'value': none, 'gradient': [], 'curvature': [], 'damping': 0.001,
                'steps': 0, 'is_moving': true, 'is_converged': false}}) -%}
        {%- endfor -%}
    {%- endfor -%}
    {{ return(runs) }}
{%- endmacro %}

{# Of each fit only the run with the highest likelihood so far goes on. #}
{% macro leave_to_the_best(runs) -%}
    {%- set best = best_runs(runs) -%}
    {%- for name, run in runs.items() if run.is_moving -%}
        {%- do run.update({'is_moving': best[run.fit_id] is sameas run}) -%}
    {%- endfor -%}
{%- endmacro %}

{# Of each fit the run with the highest likelihood. #}
{% macro best_runs(runs) -%}
    {%- set best = {} -%}
    {%- for run in runs.values() if run.place is not none -%}
        {%- if run.fit_id not in best or run.value > best[run.fit_id].value -%}
            {%- do best.update({run.fit_id: run}) -%}
        {%- endif -%}
    {%- endfor -%}
    {{ return(best) }}
{%- endmacro %}
