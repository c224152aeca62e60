"""Work in the background.

A job is told an id, or a language. It says nothing: neither its arguments nor its result hold
anything about anybody.
"""

import contextlib
from collections.abc import Callable

from django.db import IntegrityError, transaction
from procrastinate import JobContext
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from manumit.web.figures import example, folders, services
from manumit.web.figures.models import Assessment, State
from manumit.web.figures.process import Ending, run_apart
from manumit.web.figures.uploads import Arrived
from manumit.web.visits.models import Visit
from manumit.web.visits.services import OpenVisit, forget_ended_visits

QUEUE = "figures"


def begin(visit: OpenVisit, arrived: Arrived) -> bool:
    """Puts a file into its folder and into the queue, both or neither.

    Returns:
        False if the visit has one already.
    """
    found = Assessment(visit=visit.digest)
    run = folders.of_run(found.pk)
    try:
        with transaction.atomic():
            found.save(force_insert=True)
            arrived.move_to(folders.make_run(run))
            deferred = assess.configure(queueing_lock=str(found.pk))
            deferred.defer(assessment=str(found.pk))
    except IntegrityError:
        folders.remove(run)
        return False
    except BaseException:
        folders.remove(run)
        raise
    return True


@app.task(name="figures.assess", queue=QUEUE, pass_context=True)
def assess(context: JobContext, *, assessment: str) -> None:
    """Assesses one file."""
    run(assessment, stop=context.should_abort)


def run(assessment: str, *, stop: Callable[[], bool] = lambda: False) -> None:
    """Does the work of :func:`assess`.

    Args:
        assessment: its id.
        stop: whether to end now, since the worker ends.
    """
    found = Assessment.objects.filter(pk=assessment, state=State.WAITING).first()
    visit = None if found is None else Visit.objects.filter(digest=found.visit).first()
    if found is None or visit is None:
        folders.remove(folders.of_run(assessment))
        return
    folder = folders.of_run(found.pk)
    with contextlib.suppress(FileNotFoundError), folders.held(folder):
        if not services.start(found):
            return
        state, code = State.FAILED, services.BROKE
        try:
            ending = run_apart(
                folders.open_part(folder),
                lambda step, share: services.tell(found, step, share) and not stop(),
            )
            if ending is Ending.OUTCOME:
                state, code = services.keep_outcome(found, visit), ""
            else:
                code = services.CODES[ending]
        finally:
            services.end(found, state, code)


def order_example(language: str) -> None:
    """Asks for the example in a language; twice is once."""
    deferred = make_example.configure(queueing_lock=f"example-{language}")
    with contextlib.suppress(AlreadyEnqueued), transaction.atomic():
        deferred.defer(language=language)


@app.task(name="figures.make_example", queue=QUEUE, pass_context=True)
def make_example(context: JobContext, *, language: str) -> None:
    """Makes the example in a language, unless it is there."""
    example.make(language, stop=context.should_abort)


@app.periodic(cron="* * * * *")
@app.task(name="figures.sweep", queue=QUEUE, queueing_lock="figures.sweep")
def sweep(timestamp: int) -> None:
    """Every minute, and when a worker starts: nothing stays of what was left behind."""
    del timestamp
    forget_ended_visits()
    services.sweep()
