"""URLs of justice. They contain row keys only, never anything about a person."""

from django.urls import path

from manumit.web.justice.views import (
    nonpunishment,
    passing,
    penalties,
    proceedings,
    register,
    sanctions,
)

app_name = "justice"
PROCEEDING = "proceedings/<uuid:proceeding>/"
CHECK = "checks/<uuid:non_punishment>/"
PENALTY, SANCTION = "penalties/<uuid:penalty>/", "sanctions/<uuid:sanction>/"

urlpatterns = [
    path("proceedings/", proceedings.index, name="proceedings"),
    path("proceedings/new/", proceedings.new, name="proceeding_new"),
    path(PROCEEDING, proceedings.show, name="proceeding"),
    path(f"{PROCEEDING}charges/new/", proceedings.charge, name="charge"),
    path(f"{PROCEEDING}evidence/new/", proceedings.evidence, name="evidence"),
    path(f"{PROCEEDING}hearings/new/", proceedings.hearing, name="hearing"),
    path(f"{PROCEEDING}verdicts/new/", proceedings.verdict, name="verdict"),
    path(f"{PROCEEDING}sentence/new/", proceedings.sentence, name="sentence"),
    path(f"{PROCEEDING}steps/<str:name>/", proceedings.step, name="proceeding_step"),
    path(f"{PROCEEDING}pass-on/", passing.proceeding, name="proceeding_pass_on"),
    path("checks/", nonpunishment.index, name="non_punishments"),
    path("checks/new/", nonpunishment.new, name="non_punishment_new"),
    path(CHECK, nonpunishment.show, name="non_punishment"),
    path(f"{CHECK}steps/<str:name>/", nonpunishment.step, name="non_punishment_step"),
    path("penalties/", penalties.index, name="penalties"),
    path("penalties/new/", penalties.new, name="penalty_new"),
    path(PENALTY, penalties.show, name="penalty"),
    path(f"{PENALTY}steps/<str:name>/", penalties.step, name="penalty_step"),
    path(f"{PENALTY}pass-on/", passing.penalty, name="penalty_pass_on"),
    path(f"{PENALTY}propose/", sanctions.propose, name="propose"),
    path("sanctions/", sanctions.index, name="sanctions"),
    path("sanctions/look-up/", register.look_up, name="look_up"),
    path(SANCTION, sanctions.show, name="sanction"),
    path(f"{SANCTION}check/", sanctions.check, name="check"),
    path(f"{SANCTION}steps/<str:name>/", sanctions.step, name="sanction_step"),
    path(f"{SANCTION}pass-on/", passing.sanction, name="sanction_pass_on"),
]
