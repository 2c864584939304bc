"""Erases a customer from everything the warehouse keeps, and keeps them from coming back.

`run` does it step by step, `plan` finds what is the customer's, `register` remembers it by keyed
hashes, `screen` makes raw files pseudonymous by that register (on erasure, and before every build
that reads new files), `renewal` starts build files anew, `proof` looks for what must be gone,
`on_spark` sees to what the command does not build itself.
"""
