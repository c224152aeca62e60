"""Licences of recruiters: applications, standards with points, decisions, appeals and the bond.

What is granted here is the published list that the public look-up answers from.
"""
