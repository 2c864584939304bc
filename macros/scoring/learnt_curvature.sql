{# The outer products of the gradients are minus the second derivatives only where the model is true and the rows are many.
   What the gradient really changed by on the last moves of a run corrects them: the updates of Broyden, Fletcher, Goldfarb
   and Shanno (Nocedal and Wright 2006, 6.19), the latest last. A move along which the likelihood is not concave tells
   nothing. Upper half, line by line. #}
{% macro learnt_curvature(run, width) -%}
    {%- set lines = [] -%}
    {%- for line in damped_system(run, width, 0.0) -%}{%- do lines.append(line[:-1]) -%}{%- endfor -%}
    {%- for learnt in run.moves -%}
        {%- set product = [] -%}
        {%- for line in lines -%}{%- do product.append(dot_product(line, learnt.move)) -%}{%- endfor -%}
        {%- set expected, found = dot_product(learnt.move, product), dot_product(learnt.move, learnt.change) -%}
        {%- if found > 0.001 * expected > 0 -%}
            {%- for i in range(width) -%}
                {%- set old = lines.pop(0) -%}
                {%- set new = [] -%}
                {%- for value in old -%}
                    {%- set j = loop.index0 -%}
                    {%- do new.append(value - product[i] * product[j] / expected
                        + learnt.change[i] * learnt.change[j] / found) -%}
                {%- endfor -%}
                {%- do lines.append(new) -%}
            {%- endfor -%}
        {%- endif -%}
    {%- endfor -%}
    {%- set upper = [] -%}
    {%- for line in lines -%}{%- do upper.extend(line[loop.index0:]) -%}{%- endfor -%}
    {{ return(upper) }}
{%- endmacro %}

{# Keeps the last move of a run, and by what it made the gradient fall, with as many moves before as there are parameters. A
   move by more than a fifth of a logarithm tells more of where it came from than of where it led. #}
{% macro learn_from_move(run, before) -%}
    {%- set move, change = [], [] -%}
    {%- for place in run.place -%}
        {%- do move.append(place - before.place[loop.index0]) -%}
        {%- do change.append(before.gradient[loop.index0] - run.gradient[loop.index0]) -%}
    {%- endfor -%}
    {%- if [move | max, -(move | min)] | max < 0.2 -%}
        {%- do run.update({'moves': (run.moves + [{'move': move, 'change': change}])[-(move | length + 1):]}) -%}
    {%- endif -%}
{%- endmacro %}

{% macro dot_product(one, other) -%}
    {%- set products = [] -%}
    {%- for value in one -%}{%- do products.append(value * other[loop.index0]) -%}{%- endfor -%}
    {{ return(products | sum) }}
{%- endmacro %}
