"""How well and how fast a recruiter is found, with the noise model of the tests.

    .venv/bin/python benchmarks/run.py recruiters -- --names 1000

The names are those of real employers and agents (``shared/data/orders`` beside the repository).
*Right*: the first line of the answer names the recruiter that was meant. *Wrong "licensed"*: half
of the names are listed, and the other half is looked up as it is written and with noise. Some of
that half are listed recruiters in another spelling: they are printed, for a reader to judge. The
peer is rapidfuzz's ``process.extractOne`` on plain names, which always names somebody.
"""

import argparse
import datetime as dt
import random
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from rapidfuzz import process, utils

from manumit.names.firms import firm_words
from manumit.recruitment import ListMode, Recruiter, RecruiterIndex, RecruiterList, State, look_up

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

import recruiter_noise as noise

DAY = dt.date(2026, 11, 30)
AGENCIES = 5_000
P95 = 0.95


def main() -> None:
    """Print the shares of right first answers and of wrong "licensed", and the times."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--names", type=int, default=1_000)
    wishes = parser.parse_args()
    chance = random.Random(noise.SEED)
    names = distinct([*noise.real_names(noise.EMPLOYERS), *noise.real_names(noise.AGENTS)])
    print(f"{len(names):,} names, of {wishes.names:,} each")
    right(names, wishes.names, chance)
    wrong(names, chance)
    speed(names, wishes.names, chance)


def distinct(names: Sequence[str]) -> list[str]:
    """Return names that are not the same but for spaces, signs and legal forms."""
    return list({"".join(firm_words(name)): name for name in names}.values())


def listed(names: Sequence[str]) -> RecruiterIndex:
    """Return a list of recruiters with a licence each."""
    entries = tuple(
        Recruiter(name=name, number=f"L-{at:05}", state=State.ACTIVE)
        for at, name in enumerate(names)
    )
    return RecruiterIndex(
        RecruiterList(source="benchmark", day=DAY, mode=ListMode.AUTHORITY, entries=entries)
    )


def right(names: Sequence[str], most: int, chance: random.Random) -> None:
    """Print how often the first line names who was meant, by kind of noise, beside the peer."""
    index = listed(names)
    plain = [utils.default_process(name) for name in names]
    chosen = chance.sample(range(len(names)), min(most, len(names)))
    ours, theirs = 0, 0
    for kind, make in noise.NOISES.items():
        found = peer = said = other = 0
        for at in chosen:
            asked = make(names[at], chance)
            answer = look_up(index, asked, "", DAY)
            hit = answer.first is index.published.entries[at]
            found += hit
            said += hit and answer.licensed
            # Cut to the very name of somebody else who is listed: nobody can tell.
            other += answer.licensed and not hit
            peer += process.extractOne(utils.default_process(asked), plain)[2] == at
        ours, theirs = ours + found, theirs + peer
        print(f"  {kind:12} right {found / len(chosen):.3f}, peer {peer / len(chosen):.3f}; "
              f'"licensed" at once {said / len(chosen):.3f}, of another {other}')  # fmt: skip
    count = len(chosen) * len(noise.NOISES)
    print(f"right {ours / count:.4f}, peer {theirs / count:.4f} of {count:,}")


def wrong(names: Sequence[str], chance: random.Random) -> None:
    """Print how often somebody who is not listed is called licensed."""
    mixed = chance.sample(names, len(names))
    index, absent = listed(mixed[::2]), mixed[1::2]
    makers = {"as it is": lambda name, _: name, **noise.NOISES}
    total = 0
    for kind, make in makers.items():
        answers = [(name, look_up(index, make(name, chance), "", DAY)) for name in absent]
        said = [(name, answer.first.name) for name, answer in answers
                if answer.licensed and answer.first]  # fmt: skip
        alike = sum(bool(answer.alike) for _, answer in answers)
        total += len(said)
        share, seen = 1000 * len(said) / len(absent), alike / len(absent)
        print(f'  not listed, {kind:12} "licensed" {len(said)} of {len(absent):,} ', end="")
        print(f"({share:.2f} in 1,000), look again {seen:.2f}")
        for name, other in said:
            print(f"      {name}  ~  {other}")
    print(f'wrong "licensed" {1000 * total / (len(absent) * len(makers)):.2f} in 1,000')


def speed(names: Sequence[str], most: int, chance: random.Random) -> None:
    """Print the times of look-ups among 5,000 agencies, one after the other."""
    chosen = chance.sample(names, AGENCIES)
    begun = time.perf_counter()
    index = listed(chosen)
    print(f"index of {AGENCIES:,}: {time.perf_counter() - begun:.2f} s")
    plain = [utils.default_process(name) for name in chosen]
    makers = list(noise.NOISES.values())
    asked = [chance.choice(makers)(chance.choice(chosen), chance) for _ in range(most)]
    ours, theirs = [], []
    for text in asked:
        begun = time.perf_counter()
        look_up(index, text, "+254 700 000 000", DAY)
        between = time.perf_counter()
        process.extractOne(utils.default_process(text), plain)
        ours.append(between - begun)
        theirs.append(time.perf_counter() - between)
    for who, times in (("look-up", sorted(ours)), ("peer", sorted(theirs))):
        middle, late = times[len(times) // 2], times[int(len(times) * P95)]
        print(f"{who}: median {middle * 1000:.1f} ms, p95 {late * 1000:.1f} ms")


if __name__ == "__main__":
    main()
