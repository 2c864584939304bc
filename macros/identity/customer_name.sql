{# What a customer is called that is called after a record: its key, or, once a customer of that name was erased, another
   that is always the same. `erased` is a row of the tombstones, if there is one. #}
{% macro customer_name(record, erased) -%}
    case
        when {{ erased }}.customer_id is null then {{ record }}.record_key
        else {{ hash_key([record ~ '.record_key', "'after erasure'"]) }}
    end
{%- endmacro %}
