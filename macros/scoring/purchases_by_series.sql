{# The series after Euler's transformation, of columns z, log_rest (the logarithm of 1 - z), shape, a and stays: its terms
   fall faster than z to their number, and nothing in it is divided by a - 1, which may be zero. Abramowitz and Stegun
   (1964), 15.3.3. #}
{% macro purchases_by_series(terms=64) -%}
    {%- set sum = namespace(sql='1') -%}
    {%- for k in range(terms - 1, 0, -1) -%}
        {%- set sum.sql = '(1 + (a + ' ~ (k - 1) ~ ') * (a + stays - 1 - shape + ' ~ k ~ ') / ((a + stays + ' ~ (k - 1)
            ~ ') * ' ~ (k + 1) ~ ') * z * ' ~ sum.sql ~ ')' -%}
    {%- endfor -%}
    (
        (a + stays - 1) * case
            when abs((a - 1) * log_rest) < 0.000001 then -log_rest * (1 + (a - 1) * log_rest / 2)
            else (1 - exp((a - 1) * log_rest)) / (a - 1)
        end
        - exp((a - 1) * log_rest) * (a + stays - 1 - shape) * z * {{ sum.sql }}
    )
{%- endmacro %}
