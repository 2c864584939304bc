{# The inverse of the curvature, line by line; a parameter that nothing tells of has a vast variance. #}
{% macro unit_solutions(run, width) -%}
    {%- set lines = [] -%}
    {%- for place in range(width) -%}
        {%- set unit = [0.0] * width -%}
        {%- set unit = unit[:place] + [1.0] + unit[place + 1:] -%}
        {%- do lines.append(solved(damped_system(dict(run, gradient=unit), width, 0.0))) -%}
    {%- endfor -%}
    {{ return(lines) }}
{%- endmacro %}

{# The largest standard error of the logarithm of a parameter. On a ridge, where parameters grow together for ever, it is vast,
   and where the steps end is a matter of the last digits of a sum, which engines add in any order. #}
{% macro largest_deviation(run, width) -%}
    {%- set variances = [] -%}
    {%- for line in unit_solutions(run, width) -%}{%- do variances.append(line[loop.index0]) -%}{%- endfor -%}
    {{ return([variances | max, 0.0] | max ** 0.5) }}
{%- endmacro %}

{# The Cholesky root of a covariance: a lower triangle that, times its transpose, gives it again. What rounding made
   negative is zero. #}
{% macro cholesky(covariance) -%}
    {%- set root = [] -%}
    {%- for line in covariance -%}
        {%- set row = [] -%}
        {%- set i = loop.index0 -%}
        {%- for value in line -%}
            {%- set left = namespace(value=value) -%}
            {%- set upper = root[loop.index0] if loop.index0 < i else row -%}
            {%- for k in range([i, loop.index0] | min) -%}
                {%- set left.value = left.value - row[k] * upper[k] -%}
            {%- endfor -%}
            {%- if loop.index0 > i -%}{%- do row.append(0.0) -%}
            {%- elif loop.index0 == i -%}{%- do row.append([left.value, 0.0] | max ** 0.5) -%}
            {%- else -%}{%- do row.append(left.value / upper[loop.index0] if upper[loop.index0] else 0.0) -%}
            {%- endif -%}
        {%- endfor -%}
        {%- do root.append(row) -%}
    {%- endfor -%}
    {{ return(root) }}
{%- endmacro %}
