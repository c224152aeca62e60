"""Run the program in this process (polars), or in a Spark session started when needed."""

import atexit
import functools
import importlib.util
import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import Any

from manumit.bulk.codes import BulkCode
from manumit.errors import Place

LONGEST_STOP = 20.0  # seconds
LOOPBACK = "127.0.0.1"
QUIET = """\
rootLogger.level = error
rootLogger.appenderRef.stderr.ref = console
appender.console.type = Console
appender.console.name = console
appender.console.target = SYSTEM_ERR
appender.console.layout.type = PatternLayout
appender.console.layout.pattern = %p %c{1}: %m%n
logger.gateway.name = org.apache.spark.api.python.PythonGatewayServer
logger.gateway.level = error
"""


class Engine(StrEnum):
    """The engines that can run the program."""

    POLARS = "polars"
    SPARK = "spark"


def engine(name: str) -> Engine:
    """Return the engine of this name, after checking that it can run here.

    Raises:
        InputError: B201 no such engine, B202 no pyspark, B203 no Java.
    """
    if name not in list(Engine):
        raise BulkCode.NO_SUCH_ENGINE.error(Place(), name=name, known=", ".join(Engine))
    chosen = Engine(name)
    if chosen is Engine.SPARK:
        if importlib.util.find_spec("pyspark") is None:
            raise BulkCode.NO_PYSPARK.error(Place())
        if not has_java():
            raise BulkCode.NO_JAVA.error(Place())
    return chosen


def has_java() -> bool:
    """Return whether Spark would find a Java: in JAVA_HOME if that is set, else on the PATH."""
    home = os.environ.get("JAVA_HOME")
    if home:
        return shutil.which("java", path=str(Path(home) / "bin")) is not None
    return shutil.which("java") is not None


@functools.cache
def spark_session() -> Any:
    """Return the Spark session of this process, started at the first call; ended with the process.

    Local, reachable from this machine only, no pages, errors only in the log. It spills to
    a folder that only this user may read and that is removed with it.

    Raises:
        InputError: B201 to B204.
    """
    engine(Engine.SPARK)
    from pyspark.errors import PySparkException  # noqa: PLC0415 - an extra
    from pyspark.sql import SparkSession  # noqa: PLC0415

    folder = Path(tempfile.mkdtemp(prefix="manumit-spark-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    builder = SparkSession.builder.appName("manumit").master("local[*]")
    for key, value in settings(folder).items():
        builder = builder.config(key, value)
    try:
        session = builder.getOrCreate()
    except PySparkException as error:
        reason = error.getCondition() or type(error).__name__
        raise BulkCode.SPARK_NOT_STARTED.error(Place(), reason=reason) from error
    atexit.register(session.stop)
    return session


@contextmanager
def spark_jobs() -> Iterator[Any]:
    """Yield the session; an error or Ctrl-C stops its jobs before files are removed."""
    session = spark_session()
    try:
        yield session
    except BaseException:
        context = session.sparkContext
        context.cancelAllJobs()
        until = time.monotonic() + LONGEST_STOP
        while context.statusTracker().getActiveJobsIds() and time.monotonic() < until:
            time.sleep(0.05)
        raise


def settings(folder: Path) -> dict[str, str]:
    """Return the settings of a Spark session that uses only this machine and this folder."""
    log = folder / "log4j2.properties"
    log.write_text(QUIET, encoding="utf-8")
    java = f"-Dlog4j2.configurationFile={log.as_uri()} -Djava.io.tmpdir={folder}"
    return {
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.driver.bindAddress": LOOPBACK,
        "spark.driver.host": LOOPBACK,
        "spark.driver.extraJavaOptions": java,
        "spark.local.dir": str(folder),
        "spark.sql.warehouse.dir": str(folder / "warehouse"),
        # Few partitions: on one machine more of them only cost time when rows are sorted.
        "spark.sql.shuffle.partitions": str(4 * (os.cpu_count() or 1)),
        # Generated code would be one function too long for the JVM's compiler: five times slower.
        "spark.sql.codegen.wholeStage": "false",
    }
