{# The series after Euler's transformation, of the columns z, log_rest (the logarithm of 1 - z), shape, a and stays of
   *relation*: its terms fall faster than z to their number, and nothing in it is divided by a - 1, which may be zero. By what
   each term is more than the one before, but for z, comes from series_terms. From the last term on, eight at a time: deeper
   brackets are refused by tools that read SQL. Abramowitz and Stegun (1964), 15.3.3. #}
{% macro purchases_by_series(relation, keys, count) -%}
    {%- set stage = namespace(of=relation) -%}
    {%- for last in range(count - 1, 0, -8) -%}
        {%- set sum = namespace(sql='1' if loop.first else 'tail', left='') -%}
        {%- for k in range(last, [last - 8, 0] | max, -1) -%}
            {%- set sum.sql = '(1 + ratio_' ~ k ~ ' * z * ' ~ sum.sql ~ ')' -%}
        {%- endfor -%}
        {%- for k in range(1, last - 7) -%}{%- set sum.left = sum.left ~ ', ratio_' ~ k -%}{%- endfor %}
    {{ 'with ' if loop.first else ', ' }}from_{{ last - 7 }} as (
        select {{ keys }}, horizon, z, log_rest, shape, a, stays{{ sum.left }}, {{ sum.sql }} as tail from {{ stage.of }}
    )
        {%- set stage.of = 'from_' ~ (last - 7) -%}
    {%- endfor %}
    select
        {{ keys }},
        horizon,
        (a + stays - 1) * case
            when abs((a - 1) * log_rest) < 0.000001 then -log_rest * (1 + (a - 1) * log_rest / 2)
            else (1 - exp((a - 1) * log_rest)) / (a - 1)
        end
        - exp((a - 1) * log_rest) * (a + stays - 1 - shape) * z * tail as expected_purchases
    from {{ stage.of }}
{%- endmacro %}

{# Of each shape, a and stays of *relation* the ratios of neighbouring terms: once, for many an age and horizon has them. #}
{% macro series_terms(relation, count) -%}
    select
        {%- for k in range(1, count) %}
        (a + {{ k - 1 }}) * (a + stays - 1 - shape + {{ k }}) / ((a + stays + {{ k - 1 }}) * {{ k + 1 }}) as ratio_{{ k }},
        {%- endfor %}
        shape as shape_of_terms,
        a as a_of_terms,
        stays as stays_of_terms
    from (select distinct shape, a, stays from {{ relation }}) as shapes_of_terms
{%- endmacro %}
