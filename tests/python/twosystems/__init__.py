"""A small, nasty shop of two systems that are not shipped: its models and its hand-worked marts."""
