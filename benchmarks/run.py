"""All benchmarks, one after the other: every module here that has a ``main()``.

    make bench
    .venv/bin/python benchmarks/run.py [NAME ...] [-- OPTION ...]

With one name, what follows ``--`` is handed to it: ``run.py bulk -- --rows 1000000``.
Each runs in a process of its own, so that none has the memory or the warm caches of another.
"""

import ast
import os
import platform
import subprocess
import sys
from importlib import metadata
from pathlib import Path

HERE = Path(__file__).resolve().parent
PACKAGES = ("polars", "narwhals", "numpy", "numba", "pyspark")


def main() -> int:
    """Runs the benchmarks that are named, or all; the exit code is 1 if one failed."""
    names, options = arguments(sys.argv[1:])
    found = benchmarks()
    unknown = [name for name in names if name not in found]
    if unknown or (options and len(names) != 1):
        known = ", ".join(found)
        print(f"Name benchmarks of: {known}; options need exactly one name.", file=sys.stderr)
        return 2
    print(machine(), flush=True)
    failed = []
    for name in names or found:
        print(f"\n# {name}\n", flush=True)
        command = [sys.executable, str(HERE / f"{name}.py"), *options]
        if subprocess.run(command, check=False).returncode:
            failed.append(name)
    if failed:
        print(f"\nFailed: {', '.join(failed)}", file=sys.stderr)
    return 1 if failed else 0


def arguments(given: list[str]) -> tuple[list[str], list[str]]:
    """Names before ``--``, options after it."""
    split = given.index("--") if "--" in given else len(given)
    return given[:split], given[split + 1 :]


def benchmarks() -> list[str]:
    """Names of the modules here that define ``main``, without importing them."""
    paths = (path for path in sorted(HERE.glob("*.py")) if path != Path(__file__).resolve())
    return [path.stem for path in paths if has_main(path)]


def has_main(path: Path) -> bool:
    """Whether the module defines a function ``main`` at its top level."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return any(isinstance(node, ast.FunctionDef) and node.name == "main" for node in tree.body)


def machine() -> str:
    """What the numbers below were measured on."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    versions = ", ".join(
        f"{name} {metadata.version(name)}" for name in PACKAGES if is_installed(name)
    )
    return (
        f"{processor()}, {os.cpu_count()} cores, {memory:.0f} GiB; {platform.system()}, "
        f"Python {platform.python_version()}, {versions}; load now {os.getloadavg()[0]:.1f}"
    )


def processor() -> str:
    """The processor's name where the system tells it."""
    facts = Path("/proc/cpuinfo")
    if facts.exists():
        for line in facts.read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.machine()


def is_installed(name: str) -> bool:
    """Whether a package is there."""
    try:
        metadata.version(name)
    except metadata.PackageNotFoundError:
        return False
    return True


if __name__ == "__main__":
    sys.exit(main())
