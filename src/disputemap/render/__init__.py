"""Layers -> files to look at. Drawing libraries are imported only below this package."""
