"""Work in the background.

A job receives an id or a language. Neither its arguments nor its result contain personal data.
"""

import contextlib
from collections.abc import Callable

from django.db import IntegrityError, transaction
from procrastinate import JobContext
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from manumit.web.public.figures import example, folders, services
from manumit.web.public.figures.models import Assessment, AssessmentState
from manumit.web.public.figures.process import RunEnd, run_isolated
from manumit.web.public.figures.uploads import Upload
from manumit.web.public.sessions.models import VisitorSession
from manumit.web.public.sessions.services import OpenSession, forget_ended_sessions

QUEUE = "figures"


def enqueue(visit: OpenSession, upload: Upload) -> bool:
    """Put a file into its folder and into the queue, both or neither.

    Returns:
        False if the visit has one already.
    """
    found = Assessment(visit=visit.digest)
    run = folders.run_folder(found.pk)
    try:
        with transaction.atomic():
            found.save(force_insert=True)
            upload.move_to(folders.make_run(run))
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
    """Assess one file."""
    run(assessment, stop=context.should_abort)


def run(assessment: str, *, stop: Callable[[], bool] = lambda: False) -> None:
    """Do the work of :func:`assess`.

    Args:
        assessment: its id.
        stop: whether to end now, since the worker ends.
    """
    found = Assessment.objects.filter(pk=assessment, state=AssessmentState.WAITING).first()
    visit = None if found is None else VisitorSession.objects.filter(digest=found.visit).first()
    if found is None or visit is None:
        folders.remove(folders.run_folder(assessment))
        return
    folder = folders.run_folder(found.pk)
    with contextlib.suppress(FileNotFoundError), folders.lock_folder(folder):
        if not services.start(found):
            return
        state, code = AssessmentState.FAILED, services.BROKE
        try:
            ending = run_isolated(
                folders.open_folder(folder),
                lambda step, share: services.report_progress(found, step, share) and not stop(),
            )
            if ending is RunEnd.OUTCOME:
                state, code = services.keep_outcome(found, visit), ""
            else:
                code = services.CODES[ending]
        finally:
            services.finish(found, state, code)


def enqueue_example(language: str) -> None:
    """Queue the example in a language; queueing it again has no effect."""
    deferred = make_example.configure(queueing_lock=f"example-{language}")
    with contextlib.suppress(AlreadyEnqueued), transaction.atomic():
        deferred.defer(language=language)


@app.task(name="figures.make_example", queue=QUEUE, pass_context=True)
def make_example(context: JobContext, *, language: str) -> None:
    """Make the example in a language, unless it is there."""
    example.make(language, stop=context.should_abort)


@app.periodic(cron="* * * * *")
@app.task(name="figures.sweep", queue=QUEUE, queueing_lock="figures.sweep")
def sweep(timestamp: int) -> None:
    """Clean up what killed work left behind, every minute and when a worker starts."""
    del timestamp
    forget_ended_sessions()
    services.sweep()
