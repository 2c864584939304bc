{# The solution of a system of linear equations, by elimination: a list of lines, each with its right side last. The matrix
   is symmetric and positive definite, so that no line has to change its place. *system* is used up. #}
{% macro solved(system) -%}
    {%- set width = system | length -%}
    {%- for i in range(width) -%}
        {%- set pivot = [] -%}
        {%- for value in system[i] -%}{%- do pivot.append(value / system[i][i]) -%}{%- endfor -%}
        {%- for k in range(width) -%}
            {%- set line = system.pop(0) -%}
            {%- set new = [] -%}
            {%- for value in line -%}
                {%- do new.append(pivot[loop.index0] if k == i else value - line[i] * pivot[loop.index0]) -%}
            {%- endfor -%}
            {%- do system.append(new) -%}
        {%- endfor -%}
    {%- endfor -%}
    {%- set solution = [] -%}
    {%- for line in system -%}{%- do solution.append(line[-1]) -%}{%- endfor -%}
    {{ return(solution) }}
{%- endmacro %}
