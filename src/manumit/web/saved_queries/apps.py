"""Django app configuration."""

from django.apps import AppConfig


class SavedQueriesConfig(AppConfig):
    """Views of lists that members save for themselves."""

    name = "manumit.web.saved_queries"
    label = "saved_queries"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Store the views of all lists here, and delete them with a member's last post."""
        from manumit.web.institutions.events import post_ended  # noqa: PLC0415 - as below
        from manumit.web.saved_queries import services  # noqa: PLC0415 - needs the models
        from manumit.web.ui.room.own import OwnQueries, register_own_queries  # noqa: PLC0415

        register_own_queries(OwnQueries(services.views_of, services.save, services.remove))
        post_ended.connect(services.forget, dispatch_uid="saved_queries")
