"""`python -m chancery` is the command `chancery`."""

from chancery.cli import main

main()
