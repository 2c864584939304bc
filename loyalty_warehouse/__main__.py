"""`python -m loyalty_warehouse` is the `warehouse` command."""

from loyalty_warehouse.cli import main

main()
