"""Django app configuration."""

from django.apps import AppConfig


class VisitPicturesConfig(AppConfig):
    """Pictures that an inspector takes at a visit."""

    name = "manumit.web.visit_pictures"
    label = "visit_pictures"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register traces, and the way from the page of a visit."""
        from manumit.web.kernel.ledger.acts import Column, declare  # noqa: PLC0415 - as below
        from manumit.web.ui.places import (  # noqa: PLC0415 - needs the models
            add_to_place,
            sees,
        )
        from manumit.web.ui.room.lists import ListAct, offer_on  # noqa: PLC0415
        from manumit.web.visit_pictures import law, verbs  # noqa: PLC0415

        law.register_all()
        declare(Column.REASON, *verbs.LISTS["picture_withdrawn"].codes())
        views = ("pictures", "new", "picture", "content", "withdraw")
        add_to_place("visits", *(f"visit_pictures:{one}" for one in views))
        pictures = ListAct("visit_pictures/pictures", "visit_pictures:pictures")
        offer_on("inspections:visit", pictures, sees("visit_picture"))
