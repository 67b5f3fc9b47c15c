"""Tests of pixels."""
