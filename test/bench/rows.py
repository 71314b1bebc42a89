"""A row of the table: what is compared, and which benchmark of each system prints it."""

import operator
from dataclasses import dataclass


BENCH = "bench"  # a program that measures itself
SERVER = "server"  # one that the load asks, from a core of its own; the benchmark is what it asks
DATABASE = "database"  # one that shares all cores with PostgreSQL, and with the load if it serves


@dataclass(frozen=True)
class Job:
    """One start of one system's program."""

    system: str
    benchmark: str
    workers: int
    kind: str = BENCH

    @property
    def cores(self):
        return self.workers + (self.kind == SERVER)

    @property
    def program(self):
        """What the sources of that program are called."""
        return self.benchmark if self.kind == DATABASE else self.kind


def read_rows(text, workers, kind=BENCH):
    """{name: Row}, of a text whose first line names the columns."""
    head, *lines = (line.split() for line in text.strip().splitlines())
    return {line[0]: read_row(line, head[2:], workers, kind) for line in lines}


def read_row(words, systems, workers, kind):
    name, goal, *cells = words
    places = {}
    for system, cell in zip(systems, cells, strict=True):
        if cell != "-":
            benchmark, _, other_name = cell.partition(":")
            places[system] = Place(Job(system, benchmark, workers, kind), other_name or name)
    return Row(name, workers, None if goal == "-" else float(goal), places, kind)


@dataclass(frozen=True)
class Place:
    """Where a system prints a row."""

    job: Job
    name: str


@dataclass
class Row:
    name: str
    workers: int
    goal: float | None
    places: dict  # of systems
    kind: str = BENCH
    reached = operator.le
    compared = True

    def names(self):
        """What --only may call it."""
        return {self.name, *(place.job.benchmark for place in self.places.values())}

    def wanted(self, system):
        return [self.places[system]] if system in self.places else []

    def values(self, system, measured):
        """{run: a number, or the word for why there is none}"""
        return measured.values(self.places[system]) if system in self.places else {}


@dataclass
class Derived:
    """A row made of two others. How it compares with a peer's says nothing."""

    name: str
    of: tuple
    how: object
    goal: float
    reached: object
    of_least: bool = False  # of the least value of each, not run by run
    compared = False

    @property
    def workers(self):
        return self.of[1].workers

    @property
    def kind(self):
        return self.of[1].kind

    def names(self):
        return {self.name}.union(*(row.names() for row in self.of))

    def wanted(self, system):
        return [place for row in self.of for place in row.wanted(system)]

    def values(self, system, measured):
        first, second = (row.values(system, measured) for row in self.of)
        if self.of_least:
            first, second = least(first), least(second)
        return {run: self.made_of(first[run], second[run]) for run in first if run in second}

    def made_of(self, *values):
        words = [value for value in values if isinstance(value, str)]
        return words[0] if words else self.how(*values)


def least(values):
    numbers = [value for value in values.values() if not isinstance(value, str)]
    return {1: min(numbers)} if numbers else values


def difference(name, first, second, at_most):
    return Derived(name, (first, second), operator.sub, at_most, operator.le)


def quotient(name, first, second, at_least):
    return Derived(name, (first, second), operator.truediv, at_least, operator.ge)


def ratio(name, first, second, at_most):
    """Of the least values: two per cent are less than a run differs from the next."""
    return Derived(name, (first, second), operator.truediv, at_most, operator.le, of_least=True)


def by_peer(row, peer, at_most):
    """Our figure by that peer's, run by run: for a goal that is a ratio."""
    theirs = Row(row.name, row.workers, None, {"fauxtp": row.places[peer]}, row.kind)
    return Derived(f"{row.name}_by_{peer}", (row, theirs), operator.truediv, at_most, operator.le)


def observation(row, at_most):
    """What it costs that one can look at actors: with it, by without it. Two per cent are less than
    a run differs from the next, so the two that were disturbed least are compared."""
    without = Row(row.name, row.workers, None,
                  {"fauxtp": Place(Job("unobserved", row.places["fauxtp"].job.benchmark, row.workers),
                                   row.places["fauxtp"].name)})
    return Derived(f"{row.name}_observed", (row, without), operator.truediv, at_most, operator.le,
                   of_least=True)
