{# Every fit at each of its starts: a run. Where it stands (logarithms), where it looks next, within which *limits*, and how
   short it steps. A fit that a sample *found* has its place for a start, and what its moves told of the curvature, for as
   many rows more. #}
{% macro likelihood_runs(rows, starts, limits, found={}) -%}
    {%- set runs = {} -%}
    {%- set counted = run_query('select fit_id, sum(row_weight) from ' ~ rows ~ '
        group by fit_id order by fit_id') -%}
    {%- for row in counted.rows -%}
        {%- set best = found[row[0]] if row[0] in found and found[row[0]].is_converged else none -%}
        {%- set moves = [] -%}
        {%- for learnt in (best.moves if best else []) -%}
            {%- set change = [] -%}
            {%- for value in learnt.change -%}{%- do change.append(value * (row[1] | float) / best.rows) -%}{%- endfor -%}
            {%- do moves.append({'move': learnt.move, 'change': change}) -%}
        {%- endfor -%}
        {%- for start in ([best.place] if best else starts) -%}
            {%- do runs.update({row[0] ~ '#' ~ loop.index: {'fit_id': row[0], 'rows': row[1] | float,
                'trial': start, 'limits': limits, 'place': none, 'value': none, 'gradient': [], 'curvature': [], 'moves': moves,
                'damping': [best.damping, 1e-6] | max if best else 0.001, 'steps': best.steps if best else 0,
                'is_moving': true, 'is_converged': false}}) -%}
        {%- endfor -%}
    {%- endfor -%}
    {{ return(runs) }}
{%- endmacro %}

{# Every start of the fits that a sample *found* but that led nowhere from there. *runs* loses those. #}
{% macro misled_runs(runs, rows, starts, limits, found) -%}
    {%- set again = {} -%}
    {%- set best = best_runs(runs) -%}
    {%- for name, run in likelihood_runs(rows, starts, limits).items() -%}
        {%- if run.fit_id in found and found[run.fit_id].is_converged and not best[run.fit_id].is_converged -%}
            {%- do runs.pop(run.fit_id ~ '#1', none) -%}
            {%- do again.update({name: run}) -%}
        {%- endif -%}
    {%- endfor -%}
    {{ return(again) }}
{%- endmacro %}

{# Of each fit only the run with the highest likelihood so far goes on. #}
{% macro leave_to_the_best(runs) -%}
    {%- set best = best_runs(runs) -%}
    {%- for name, run in runs.items() if run.is_moving -%}
        {%- do run.update({'is_moving': best[run.fit_id] is sameas run}) -%}
    {%- endfor -%}
{%- endmacro %}

{# Of each fit the run with the highest likelihood; the first of those that differ by no more than the steps leave open. #}
{% macro best_runs(runs) -%}
    {%- set best = {} -%}
    {%- for run in runs.values() if run.place is not none -%}
        {%- if run.fit_id not in best or run.value > best[run.fit_id].value + 1e-6 -%}
            {%- do best.update({run.fit_id: run}) -%}
        {%- endif -%}
    {%- endfor -%}
    {{ return(best) }}
{%- endmacro %}
