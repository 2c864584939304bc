{# The CDNOW log in either of its two landing shapes: the master names the buyer customer_id, the sample too
   (beside the master's id). The log has no order key, so the line number is the key and identical lines are
   separate purchases. #}
{% macro cdnow_purchases(system) -%}
with purchases as (
    select
        *,
        {{ occurrence(system, 'purchases', ['_line'], unless=[
            parse_date('date') ~ ' is null',
            parse_number('dollar_value', 'decimal(18, 2)') ~ ' is null',
            parse_number('number_of_cds', 'bigint') ~ ' is null',
        ]) }} as occurrence,
        {{ parse_date('date') }} as purchase_date,
        {{ parse_number('number_of_cds', 'bigint') }} as cd_count,
        {{ parse_number('dollar_value', 'decimal(18, 2)') }} as dollar_amount
    from {{ source(system, 'purchases') }}
),

checked as (
    select
        _line as line_number,
        customer_id,
        cd_count,
        dollar_amount,
        purchase_date,
        {{ quarantine_columns(system, 'purchases', 'cast(_line as string)', {
            'null_key:_line': '_line is null',
            'duplicate_key:_line': '_line is not null and occurrence > 1',
            'null_key:customer_id': "coalesce(trim(customer_id), '') = ''",
            'not_a_date:date': 'purchase_date is null',
            'not_a_number:number_of_cds': 'number_of_cds is not null and cd_count is null',
            'not_a_number:dollar_value': 'dollar_value is not null and dollar_amount is null',
            'null_amount:dollar_value': 'dollar_value is null',
            'negative_amount:dollar_value': 'dollar_amount < 0',
        }) }}
    from purchases
)

select * from checked
{%- endmacro %}
