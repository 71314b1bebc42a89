"""The results as a page's tables, between two marker lines of README.md."""

import operator
from pathlib import Path
from statistics import median

import footprint
from rows import BENCH, DATABASE, SERVER

PAGE = Path(__file__).resolve().parent / "README.md"
BEGIN, END = "<!-- table -->", "<!-- /table -->"
TITLES = {"fauxtp": "fauxtp", "erlang": "Erlang", "caf": "CAF", "go": "Go", "fiber": "Boost.Fiber",
          "epoll": "epoll", "beast": "Boost.Beast", "libpq": "libpq", "threads": "thread pool"}
PEERS = list(TITLES)[1:]
PARTS = [  # workers, kind of row, title
    (1, BENCH, "One worker, on one core"),
    (2, BENCH, "Two workers, on two cores"),
    (1, SERVER, "Servers with one worker, on one core, and what asks them on the other"),
    (2, DATABASE, "With PostgreSQL, and what asks, on the same two cores"),
]


def write(rows, measured):
    before, _, rest = PAGE.read_text().partition(BEGIN)
    _, _, after = rest.partition(END)
    PAGE.write_text(f"{before}{BEGIN}\n{text(rows, measured)}\n{END}{after}")


def text(rows, measured):
    notes = [f"- {what}: {note}" for what, note in measured.notes]
    parts = ["\n".join(notes)]
    for workers, kind, title in PARTS:
        part = [row for row in rows if (row.workers, row.kind) == (workers, kind)]
        shown = [system for system in TITLES if any(row.values(system, measured) for row in part)]
        if shown:
            lines = (line(row, shown, measured) for row in part)
            parts.append(head(title, shown) + "".join(filter(None, lines)))
    parts.append(weights(measured))
    return "\n\n".join(part.rstrip("\n") for part in parts if part)


def head(title, systems):
    columns = ["", "goal", *(TITLES[system] for system in systems), "fauxtp ÷ best peer"]
    return f"{title}; ns, or bytes where the name says so; median (least–most):\n\n" + (
        cells(columns) + "|---|" + "--:|" * (len(columns) - 1) + "\n")


def line(row, systems, measured):
    values = {system: list(row.values(system, measured).values()) for system in systems}
    if not any(values.values()):
        return ""
    medians = {system: middle(values[system]) for system in systems}
    shown = {system: spread(values[system]) for system in systems}
    if "fauxtp" in shown:
        shown["fauxtp"] += mark(row, medians["fauxtp"])
    return cells([f"`{row.name}`", goal(row), *shown.values(),
                  ratio(medians) if row.compared else ""])


def cells(words):
    return "| " + " | ".join(words) + " |\n"


def numbers(values):
    return [value for value in values if not isinstance(value, str)]


def middle(values):
    return median(numbers(values)) if numbers(values) else None


def spread(values):
    """Median, least and most of the numbers, and how many runs gave none for which reason."""
    found = numbers(values)
    words = [value for value in values if isinstance(value, str)]
    if not values:
        return "–"
    if not found:
        return words[0]
    text = number(median(found))
    if len(found) > 1:
        text += f" ({number(min(found))}–{number(max(found))})"
    return text + (f", {len(words)} × {words[0]}" if words else "")


def number(value):
    if abs(value) >= 100:
        return f"{value:,.0f}".replace(",", "\u202f")
    return f"{value:.3g}"


def goal(row):
    if row.goal is None:
        return ""
    return ("≥ " if row.reached is operator.ge else "≤ ") + number(row.goal)


def mark(row, value):
    if row.goal is None or value is None:
        return ""
    return " ✓" if row.reached(value, row.goal) else " ✗"


def ratio(medians):
    peers = [(medians[peer], TITLES[peer]) for peer in PEERS if medians.get(peer)]
    if not peers or medians.get("fauxtp") is None:
        return ""
    best, title = min(peers)
    return f"{medians['fauxtp'] / best:.2f} ({title})"


def weights(measured):
    lines = [weight_line(weight, values) for weight in footprint.WEIGHTS
             if (values := list(measured.of("fauxtp", 0, weight.name).values()))]
    top = "Footprint:\n\n" + cells(["", "goal", "fauxtp"]) + "|---|--:|--:|\n"
    return top + "".join(lines) if lines else ""


def weight_line(weight, values):
    aim = goal(weight) and f"{goal(weight)} {weight.unit}"
    return cells([weight.name, aim, f"{spread(values)} {weight.unit}{mark(weight, middle(values))}"])
