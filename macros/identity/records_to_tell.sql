{# The records whose customer is not what was said last. A run that looks back behind the last one tells of new records only.
   `so_far` has the evening of the last run. #}
{% macro records_to_tell(everybody, so_far) -%}
    select everybody.*
    from {{ everybody }} as everybody
    cross join {{ so_far }} as so_far
    cross join {{ ref('int_as_of') }} as as_of
    where
        everybody.is_present
        and case
            when as_of.as_of_date < so_far.as_of_date then everybody.previous_customer_id is null
            else coalesce(everybody.previous_customer_id <> everybody.customer_id, true)
        end
{%- endmacro %}

{# Only who changes needs a reason: all records of the groups, and of the customers before, of those who are told of. #}
{% macro concerned_records(present, told) -%}
    select *
    from {{ present }}
    where
        component in (select component from {{ told }})
        or previous_customer_id in (select previous_customer_id from {{ told }})
{%- endmacro %}
