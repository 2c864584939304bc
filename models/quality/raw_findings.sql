with column_changes as (
    {{ column_changes() }}
),

missing_days as (
    {{ missing_days() }}
)

select
    source_system,
    raw_table,
    finding,
    column_name,
    cast(finding_date as date) as finding_date,
    source_system || '.' || raw_table || '.' || column_name
    || case when finding = 'column_appears' then ' is empty before ' else ' is empty from ' end
    || cast(finding_date as string)
    || case when finding = 'column_appears' then '' else ' on' end as description
from column_changes
union all
select
    source_system,
    raw_table,
    'day_without_data' as finding,
    cast(null as string) as column_name,
    cast(finding_date as date) as finding_date,
    source_system || '.' || raw_table || ' has no row of ' || cast(finding_date as string) as description
from missing_days
