"""The line: calls, messages, letters and walk-ins of a hotline, a union desk or a resource centre.

A contact needs no name and no file. What is written about it is sealed under a key of its own and
deleted after a short time; its codes stay for the monthly count.
"""
