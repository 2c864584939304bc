{{ config(materialized='components') }}
-- Customers that accepted evidence connects, directly or through others.
select
    customer_id as left_node,
    evidence_key as right_node
from {{ ref('int_household_evidence') }}
where refused_reason is null
