"""Django app configuration."""

from django.apps import AppConfig


class OrderClaimsConfig(AppConfig):
    """Claims from orders to pay."""

    name = "manumit.web.order_claims"
    label = "order_claims"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register the sweep, the tasks, and the link from an order to its claims."""
        from manumit.web.inspections.follows import (  # noqa: PLC0415 - needs the models
            register_follow,
        )
        from manumit.web.order_claims import places  # noqa: PLC0415
        from manumit.web.order_claims.reading import claims_of_order  # noqa: PLC0415
        from manumit.web.order_claims.services import open_claims  # noqa: PLC0415
        from manumit.web.order_claims.tasks import SOURCES  # noqa: PLC0415
        from manumit.web.tasks.sources import register_sources  # noqa: PLC0415
        from manumit.web.tasks.sweeps import Sweep, register_sweeps  # noqa: PLC0415

        register_sources(*SOURCES)
        register_sweeps(Sweep("claims_of_orders", open_claims))
        register_follow(claims_of_order)
        places.register()
