{# Valid orders that their lines do not add up to, by system and currency. *gaps*: the model int_order_line_gaps. #}
{% macro order_lines_missing(gaps) -%}
    select
        source_system,
        currency_code,
        count(*) as order_count,
        cast(sum(missing_amount) as decimal(18, 2)) as missing_amount,
        min(order_date) as finding_date
    from {{ gaps }}
    where is_valid
    group by source_system, currency_code
{%- endmacro %}
