"""Diagrams of processes, from their tables."""

from manumit.web.kernel.process.table import Process


def mermaid(process: Process) -> str:
    """Return a state diagram in Mermaid's notation; the same table gives the same text."""
    lines = ["stateDiagram-v2", f"    [*] --> {process.initial}"]
    for state in process.states:
        for one in process.leaving(state):
            why = "" if one.reasons is None else " (reason)"
            lines.append(f"    {state} --> {one.target}: {one.name}{why}")
    lines += [f"    {state} --> [*]" for state in process.states if state in process.ends]
    return "\n".join(lines)
