"""manumit: from what a labour institution sees to findings that explain themselves.

The library rooms, lowest first (a room knows only those before it):

* ``errors``: the shape of every message about bad input;
* ``instruments``: what the ILO and the UN wrote, as dated, sourced, translated data;
* ``assessment``: evidence about one person's work to a finding with its reasons;
* ``exchange`` and ``disclosure``: files in and out; tables that may be published;
* ``bulk``: the same findings for files of many persons, and the report;
* ``cli``: the command ``manumit``.
"""
