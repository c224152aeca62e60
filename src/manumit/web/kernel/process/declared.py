"""All processes of the installation, as declared in the apps' ``process.py``."""

import importlib

from django.apps import apps
from django.utils.module_loading import module_has_submodule

from manumit.web.kernel.process.table import Process


def declared_processes() -> tuple[Process, ...]:
    """Return the processes of all apps, by resource.

    Raises:
        ValueError: two rooms declare a process for the same resource.
    """
    found: dict[str, Process] = {}
    for config in apps.get_app_configs():
        if config.module is None or not module_has_submodule(config.module, "process"):
            continue
        for value in vars(importlib.import_module(f"{config.name}.process")).values():
            known = found.setdefault(value.resource, value) if isinstance(value, Process) else value
            if known is not value:
                raise ValueError(f"two processes are declared for '{value.resource}'")
    return tuple(found[name] for name in sorted(found))
