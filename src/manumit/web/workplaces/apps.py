"""Django app configuration."""

from django.apps import AppConfig


class WorkplacesConfig(AppConfig):
    """Imports of an authority's register of workplaces, and near matches in it."""

    name = "manumit.web.workplaces"
    label = "workplaces"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register traces, keys of imports, the sweep, and buttons on the list of workplaces."""
        from manumit.web.kernel.vault.rotation import register_rotation  # noqa: PLC0415
        from manumit.web.tasks.sweeps import Sweep, register_sweeps  # noqa: PLC0415
        from manumit.web.ui.room.lists import ListAct, offer_on  # noqa: PLC0415
        from manumit.web.workplaces import law  # noqa: PLC0415 - needs the models
        from manumit.web.workplaces.imports import (  # noqa: PLC0415 - needs the models
            KEYS,
            may_import,
            work_on_waiting_imports,
        )
        from manumit.web.workplaces.match_reading import open_near_matches  # noqa: PLC0415

        law.register_all()
        register_rotation(KEYS.rotation())
        register_sweeps(Sweep("register_imports", work_on_waiting_imports))
        near = ListAct("workplaces/near_matches", "workplaces:near_matches")
        offer_on("registers:workplaces", near, open_near_matches)
        new = ListAct("workplaces/register_new", "workplaces:new")
        offer_on("registers:workplaces", new, may_import)
