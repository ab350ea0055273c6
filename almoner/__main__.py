"""`python -m almoner` is the `almoner` command."""

from almoner.config.command import main

main()
