"""What was measured: each system's own rows, and notes about when and where."""

import csv


class Results:
    def __init__(self, notes):
        self.notes = list(notes)  # (what, text)
        self.measured = {}  # (system, workers, name): {run: a number or a word}

    def note(self, what, text):
        self.notes.append((what, text))

    def add(self, run, job, output, word, wanted):
        """The output of a job; of the names wanted of it, each that is missing gets that word."""
        printed = dict(parse(output))
        for name in [*printed, *(name for name in wanted if name not in printed)]:
            self.put(run, job.system, job.workers, name, printed.get(name, word))

    def put(self, run, system, workers, name, value):
        self.measured.setdefault((system, workers, name), {})[run] = value

    def values(self, place):
        return self.of(place.job.system, place.job.workers, place.name)

    def of(self, system, workers, name):
        """{run: a number or a word}"""
        return self.measured.get((system, workers, name), {})

    def save(self, path):
        with path.open("w", newline="") as file:
            for what, text in self.notes:
                file.write(f"# {what}: {text}\n")
            out = csv.writer(file, lineterminator="\n")
            out.writerow(["system", "threads", "name", "run", "value"])
            for key, values in self.measured.items():
                out.writerows([*key, run, value] for run, value in values.items())


def parse(output):
    """(name, value) of each line `name,threads,ops,value`; other lines are none of ours."""
    for line in output.splitlines():
        fields = line.split(",")
        if len(fields) == 4 and is_number(fields[3]):
            yield fields[0], float(fields[3])


def read(path):
    lines = path.read_text().splitlines()
    read = Results(line[2:].split(": ", 1) for line in lines if line.startswith("# "))
    for row in csv.DictReader(line for line in lines if not line.startswith("# ")):
        value = float(row["value"]) if is_number(row["value"]) else row["value"]
        read.put(int(row["run"]), row["system"], int(row["threads"]), row["name"], value)
    return read


def is_number(text):
    try:
        float(text)
    except ValueError:
        return False
    return True
