"""The field register: how closely each field of each table is kept.

A field without a class stops the build and the start. Masks, exports, logs and retention read the
classes; none of them has a list of fields of its own.
"""

from manumit.web.kernel.register.classes import FieldClass, classed, classes_of

__all__ = ["FieldClass", "classed", "classes_of"]
