{# The CDNOW log in either of its two landing shapes: the master names the buyer customer_id, the sample too
   (beside the master's id). The log has no order key, so the line number is the key and identical lines are
   separate purchases. #}
{% macro cdnow_purchases(system) -%}
{%- set content = 'customer_id, date, number_of_cds, dollar_value' %}
with purchases as (
    select
        *,
        row_number() over (partition by _line order by {{ content }}) as occurrence,
        {{ parse_date('date') }} as purchase_date
    from {{ source(system, 'purchases') }}
),

checked as (
    select
        _line as line_number,
        customer_id,
        try_cast(number_of_cds as bigint) as cd_count,
        try_cast(dollar_value as decimal(18, 2)) as dollar_amount,
        purchase_date,
        {{ quarantine_columns(system, 'purchases', 'cast(_line as string)', {
            'null_key:_line': '_line is null',
            'duplicate_key:_line': '_line is not null and occurrence > 1',
            'null_key:customer_id': "coalesce(trim(customer_id), '') = ''",
            'not_a_date:date': 'purchase_date is null',
            'not_a_number:number_of_cds': not_parseable('number_of_cds', 'bigint'),
            'not_a_number:dollar_value': not_parseable('dollar_value', 'decimal(18, 2)'),
            'null_amount:dollar_value': 'dollar_value is null',
            'negative_amount:dollar_value': 'try_cast(dollar_value as decimal(18, 2)) < 0',
        }) }}
    from purchases
)

select * from checked
{%- endmacro %}
