{# One query for all runs that still move, and a step of each: uphill it stays and steps longer, downhill it goes back and
   steps shorter (Levenberg). A run stands once the step that it would take promises less than a billionth of
   log-likelihood (or than the digits of a sum of millions hold), or a free step has brought less than ten; what is lost in
   the digits of so long a sum is no way downhill. At its limits it has found nothing, nor on a ridge. #}
{% macro likelihood_step(runs, rows, parameters, scores) -%}
    {%- set moving = {} -%}
    {%- for name, run in runs.items() if run.is_moving -%}{%- do moving.update({name: run}) -%}{%- endfor -%}
    {%- set numbered = moving.values() | list -%}
    {%- for told in run_query(context[scores](moving, rows, parameters)).rows -%}
        {%- set run = numbered[told[0] | int] -%}
        {%- set value = told[1] | float -%}
        {%- set is_higher = run.value is none or value > run.value - 1e-11 * (run.value | abs) -%}
        {%- if is_higher -%}
            {%- set brought = 1.0 if run.value is none else value - run.value -%}
            {%- set before = dict(run) -%}
            {%- do run.update({'brought': brought, 'value': value, 'place': run.trial, 'gradient': [], 'curvature': [],
                'damping': [run.damping / 10, 1e-9] | max}) -%}
            {%- for sum in told.values()[2:] -%}
                {%- do (run.gradient if loop.index0 < parameters | length else run.curvature).append(sum | float) -%}
            {%- endfor -%}
            {%- if before.place is not none -%}{%- do learn_from_move(run, before) -%}{%- endif -%}
        {%- else -%}
            {%- do run.update({'brought': 1.0, 'damping': run.damping * 10}) -%}
        {%- endif -%}
        {%- do run.update(next_trial(run, parameters | length)) -%}
        {%- do run.update({'steps': run.steps + 1}) -%}
    {%- endfor -%}
{%- endmacro %}

{# Where a run looks next: the damped step, none of its parts beyond a factor of e squared and the whole within the limits. #}
{% macro next_trial(run, width) -%}
    {%- set learnt = dict(run, curvature=learnt_curvature(run, width)) -%}
    {%- set move = solved(damped_system(learnt, width, run.damping)) -%}
    {%- set trial, gain, room = [], [], [] -%}
    {%- for part in move -%}
        {%- set place, limit = run.place[loop.index0], run.limits[loop.index0] -%}
        {%- do trial.append([[place + [[part, -2.0] | max, 2.0] | min, -limit] | max, limit] | min) -%}
        {%- do gain.append(part * run.gradient[loop.index0]) -%}
        {%- do room.append(limit - (place | abs)) -%}
    {%- endfor -%}
    {%- set least = [1e-9, 1e-14 * (run.value | abs)] | max -%}
    {%- set rests = run.damping < 1 and gain | sum < least or run.damping <= 0.01 and run.brought < 1e-8 -%}
    {%- set is_told = rests and room | min > 0.1 and largest_deviation(run, width) < 10 -%}
    {{ return({'trial': trial, 'is_converged': is_told, 'is_moving': not rests and run.damping < 1e12}) }}
{%- endmacro %}

{# The lines of (curvature, its diagonal raised by *damping*) x move = gradient; a parameter that nothing tells of stays. #}
{% macro damped_system(run, width, damping) -%}
    {%- set system = [] -%}
    {%- set place = namespace(next=0) -%}
    {%- for i in range(width) -%}
        {%- set line = [] -%}
        {%- for j in range(i) -%}{%- do line.append(system[j][i]) -%}{%- endfor -%}
        {%- for j in range(i, width) -%}
            {%- set product = run.curvature[place.next] -%}
            {%- do line.append(product * (1 + damping) + 1e-12 if i == j else product) -%}
            {%- set place.next = place.next + 1 -%}
        {%- endfor -%}
        {%- do line.append(run.gradient[i]) -%}
        {%- do system.append(line) -%}
    {%- endfor -%}
    {{ return(system) }}
{%- endmacro %}
