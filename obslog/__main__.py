"""`python -m obslog` is the `obslog` command."""

from obslog.cli.main import main

main()
