{# Key of a record in the graph of identity: a customer record's own key, or one for a guest order. #}
{% macro record_key(source_system, record_type, record_id) -%}
    case {{ record_type }}
        when 'customer' then {{ hash_key([source_system, record_id]) }}
        when 'order' then {{ guest_order_key(source_system, record_id) }}
    end
{%- endmacro %}

{% macro guest_order_key(source_system, order_id) -%}
    {{ return(hash_key(["'order'", source_system, order_id])) }}
{%- endmacro %}

{# The record that an order stands for in the graph: its buyer's, or the guest order itself. #}
{% macro order_record_key(orders) -%}
    coalesce(
        {{ orders }}.customer_record_key, {{ guest_order_key(orders ~ '.source_system', orders ~ '.order_id') }}
    )
{%- endmacro %}
