{# A table of models fitted by maximum likelihood, one row a fit and parameter. The model's SQL gives the rows to learn
   from: fit_id (text), row_weight (double) and what the macro that the config `scores` names reads. That macro gives, a
   run, the log-likelihood, its gradient by the logarithm of each parameter and the upper half of the gradients' outer
   products, which stand for minus the second derivatives: parameters are positive, and steps in logarithms keep them so.
   They are sought within ±15, or as far as `limits` says. Every fit is tried from each of `starts`; after ten steps the
   start with the highest likelihood goes on. Where there are many rows that is done on some ten thousand of each fit
   (`sample_rows`), taken by the whole number `sample_by`, and all rows take the last steps from there; from each of `starts`
   if that led nowhere. #}
{% materialization likelihood_fits, default %}
    {{ run_hooks(pre_hooks) }}
    {%- set target = this.incorporate(type='table') -%}
    {%- set old = load_cached_relation(this) -%}
    {%- set parameters = config.require('parameters') -%}
    {%- set rows = work_table('rows', keyed_rows(sql)) -%}
    {%- set starts, scores = config.require('starts'), config.require('scores') -%}
    {%- set limits = config.get('limits', [15] * parameters | length) -%}
    {%- set found = {} -%}
    {%- set size = config.get('sample_rows', 10000) -%}
    {%- if config.get('sample_by') and run_query('select count(*) from ' ~ rows).rows[0][0] > 4 * size -%}
        {%- set sample = work_table('sample', sampled_rows(rows, config.require('sample_by'), size)) -%}
        {%- set tried = likelihood_runs(sample, starts, limits) -%}
        {%- do climb_likelihoods(tried, sample, parameters, scores) -%}
        {%- do found.update(best_runs(tried)) -%}
        {%- do drop_work_table(sample) -%}
    {%- endif -%}
    {%- set runs = likelihood_runs(rows, starts, limits, found) -%}
    {%- do climb_likelihoods(runs, rows, parameters, scores) -%}
    {%- if found -%}
        {%- do runs.update(misled_runs(runs, rows, starts, limits, found)) -%}
        {%- do climb_likelihoods(runs, rows, parameters, scores) -%}
    {%- endif -%}
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

{# What to learn from, with a number for fit_id: comparing long texts would take most of a step. #}
{% macro keyed_rows(sql) -%}
    select told.*, {{ row_fingerprint(['told.fit_id']) }} as fit_key from (
        {{ sql }}
    ) as told
{%- endmacro %}

{# Some *size* rows of each fit, or all it has. *sample_by* is a whole number of a row, the same on each engine. #}
{% macro sampled_rows(rows, sample_by, size) -%}
    select told.*
    from {{ rows }} as told
    inner join (select fit_key, count(*) as fit_rows from {{ rows }} group by fit_key) as counted
        on told.fit_key = counted.fit_key
    where mod({{ sample_by }}, cast(ceil(cast(counted.fit_rows as double) / {{ size }}) as bigint)) = 0
{%- endmacro %}

{# Steps until no run moves. #}
{% macro climb_likelihoods(runs, rows, parameters, scores) -%}
    {%- for step in range(150) if runs.values() | selectattr('is_moving') | list -%}
        {%- do likelihood_step(runs, rows, parameters, scores) -%}
        {%- if step == 9 -%}{%- do leave_to_the_best(runs) -%}{%- endif -%}
    {%- endfor -%}
{%- endmacro %}
