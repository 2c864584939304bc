"""A shop simulated with planted truth, landed as ten source systems.

`world` says what is simulated, `people` and `purchases` simulate it, one module a system in
`systems/` lands it in that system's raw tables, `flaws` plants what is wrong with them, and
`generate` writes the files, partition by partition.
"""
