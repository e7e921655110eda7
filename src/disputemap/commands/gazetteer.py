"""`disputemap gazetteer ...`: what goes into the gazetteer."""

from __future__ import annotations

import click


@click.group()
def gazetteer() -> None:
    """Search the gazetteer, and add places of your own to it."""
