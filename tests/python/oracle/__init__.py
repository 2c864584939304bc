"""An independent recomputation of the marts with pandas, written from their definitions.

Nothing here reads a model's SQL. Money is carried as integer cents, so every sum is exact;
dates are midnight ``Timestamp`` values; customers are named by their record id in the source.
"""
