"""Options that several commands take, spelled the same everywhere."""

from __future__ import annotations

import click

docs = click.argument("docs", nargs=-1, required=True, metavar="DOCS...")
geo = click.option("--geo", type=click.Path(), metavar="DIR", help="Data package to use instead of the shipped one.")
gazetteer = click.option(
    "--gazetteer", multiple=True, type=click.Path(), metavar="FILE", help="Overlay with places of your own; repeatable."
)
jobs = click.option("--jobs", type=click.IntRange(min=1), default=1, show_default=True, help="Processes to work in.")
