"""Tests of disputemap."""
