"""`python -m promptside`."""

from promptside.cli import main

main()
