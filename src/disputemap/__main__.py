"""``python -m disputemap``: the command line."""

from disputemap.cli import main

main(prog_name="disputemap")
