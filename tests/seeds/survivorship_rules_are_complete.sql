-- Every golden field has a rule for all sources, and each rule is of a golden field; remedy: what to write.
with fields as (
    {%- for rule in profile_fields().values() | unique %}
    select '{{ rule }}' as field
    {{ 'union all' if not loop.last }}
    {%- endfor %}
)

select
    fields.field,
    'add the row "' || fields.field || ',*,1" to seeds/survivorship_rules.csv' as remedy
from fields
left join {{ ref('survivorship_rules') }} as rules
    on fields.field = rules.field and rules.source_system = '*'
where rules.field is null
union all
select
    rules.field,
    'in seeds/survivorship_rules.csv write the name of a golden field, or address' as remedy
from {{ ref('survivorship_rules') }} as rules
left join fields
    on rules.field = fields.field
where fields.field is null
