{# Tables on DuckDB: the old one goes and the new one comes in one transaction, which readers see as one step. The
   adapter's own way builds under another name, renames twice and drops: with 352 small models, 54 seconds of CPU instead of 42.
   Foreign keys, indexes, grants and Python models, which the adapter's own way provides for, are not used here. #}
{% materialization table, adapter='duckdb' %}
    {%- set target = this.incorporate(type='table') -%}
    {%- set existing = load_cached_relation(this) -%}
    {{ run_hooks(pre_hooks, inside_transaction=False) }}
    {{ run_hooks(pre_hooks, inside_transaction=True) }}
    {%- call statement('main') -%}
        drop {{ existing.type if existing else 'table' }} if exists {{ target }};
        {{ create_table_as(False, target, compiled_code) }}
    {%- endcall -%}
    {{ run_hooks(post_hooks, inside_transaction=True) }}
    {%- do persist_docs(target, model) -%}
    {{ adapter.commit() }}
    {{ run_hooks(post_hooks, inside_transaction=False) }}
    {{ return({'relations': [target]}) }}
{% endmaterialization %}
