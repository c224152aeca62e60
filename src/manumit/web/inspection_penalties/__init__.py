"""Penalties that follow an inspection: for a violation, or for an order not complied with.

The penalties themselves are of ``justice``, which knows their steps and the register of sanctions;
here they are recorded from what an inspector found, with its article (C81 art. 17, R-39).
"""
