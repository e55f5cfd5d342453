"""Sets up and drives the ERP for development. Standard library only.

It runs on the machine's own Python, before any environment exists.
"""
