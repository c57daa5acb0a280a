"""`python -m minicluster`: the same as the `minicluster` command."""

from minicluster.cli.main import main

main()
