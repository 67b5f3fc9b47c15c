"""Durable files under one root."""
