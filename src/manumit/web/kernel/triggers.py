"""Triggers in migrations, made quickly.

A migration of django-pgtrigger has every related model rendered anew for each trigger, though none
of them changes: with some hundred triggers, most of the time that a first start takes.
"""

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import ProjectState
from pgtrigger import migrations
from pgtrigger.compiler import Trigger


class AddTrigger(migrations.AddTrigger):
    """The same, by the statement that the migration holds, and with no model."""

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """Notes the trigger; models that were rendered before need not know."""
        options = state.models[app_label, self.model_name.lower()].options
        options["triggers"] = [*options.get("triggers", []), self.trigger]

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        """Makes it."""
        del app_label, from_state, to_state
        if not isinstance(self.trigger, Trigger):
            raise TypeError("a migration holds triggers that are compiled")
        # Without parameters: a percent sign in the statement stands for itself.
        schema_editor.execute(self.trigger.install_sql, params=None)
