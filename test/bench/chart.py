"""A drawing in SVG: panels with curves. The same points, the same drawing."""

import math

PANEL_WIDTH, PANEL_HEIGHT = 380, 300
LEFT, TOP, GAP, BELOW = 64, 34, 90, 128  # room around and between the panels
LIGHT = ("#0060a8", "#b34700", "#00724f", "#9b3d80")
DARK = ("#58a6ff", "#f0883e", "#3fb98a", "#e085c2")
# One shape a slot, so that the lines are told apart without their colours.
MARKS = [
    lambda x, y: f'<circle class="mark" cx="{x:.1f}" cy="{y:.1f}" r="4"/>',
    lambda x, y: f'<rect class="mark" x="{x - 3.5:.1f}" y="{y - 3.5:.1f}" width="7" height="7"/>',
    lambda x, y: f'<path class="mark" d="M{x:.1f} {y - 5:.1f}l4.5 8h-9z"/>',
    lambda x, y: f'<path class="mark" d="M{x:.1f} {y - 5:.1f}l5 5l-5 5l-5 -5z"/>',
]


class Decades:
    """A logarithmic axis of whole decades that hold all values."""

    def __init__(self, values):
        values = list(values)
        self.low = math.floor(math.log10(min(values)))
        self.high = max(math.ceil(math.log10(max(values))), self.low + 1)

    def part(self, value):
        return (math.log10(value) - self.low) / (self.high - self.low)

    def marks(self):
        return [(10**power, ten_to(power)) for power in range(self.low, self.high + 1)]


class Linear:
    """An axis from nothing to the next mark behind all values."""

    def __init__(self, values):
        most = max(values)
        self.step = next(step for step in (0.1, 0.2, 0.25, 0.5, 1, 2, 5, 10, 20, 50, 100, 1000)
                         if most / step <= 6)
        self.count = math.ceil(most / self.step)

    def part(self, value):
        return value / (self.step * self.count)

    def marks(self):
        return [(self.step * n, f"{self.step * n:g}") for n in range(self.count + 1)]


def drawing(panels, points, title="Cost against size, both axes logarithmic"):
    """Panels are (title, axis across, axis up, series), and may have the kinds of both axes besides;
    points {name of a series: [(size, cost)]}."""
    width = LEFT + len(panels) * PANEL_WIDTH + (len(panels) - 1) * GAP + 24
    height = TOP + PANEL_HEIGHT + BELOW
    parts = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" '
             f'width="{width}" height="{height}" role="img">',
             f"<title>{title}</title>",
             f"<style>{style()}</style>",
             f'<rect class="paper" width="{width}" height="{height}"/>']
    for number, (title, across, up, series, *axes) in enumerate(panels):
        panel = Panel(LEFT + number * (PANEL_WIDTH + GAP), series, points, *axes)
        parts += [panel.axes(title, across, up), panel.curves(), panel.legend()]
    return "\n".join([*parts, "</svg>", ""])


def style():
    return f"""
  text {{ font: 12px system-ui, sans-serif; fill: #24292f }} .title {{ font-weight: 600; font-size: 14px }}
  .paper {{ fill: #ffffff }} .grid {{ stroke: #d0d7de }} .frame {{ stroke: #57606a; fill: none }}
  .line {{ fill: none; stroke-width: 2 }}
  {slots(LIGHT)}
  @media (prefers-color-scheme: dark) {{
    .paper {{ fill: #0d1117 }} text {{ fill: #e6edf3 }} .grid {{ stroke: #30363d }} .frame {{ stroke: #8b949e }}
    {slots(DARK)}
  }}
"""


def slots(colours):
    return " ".join(f".s{n} .line {{ stroke: {colour} }} .s{n} .mark {{ fill: {colour} }}"
                    for n, colour in enumerate(colours))


class Panel:
    """Places points on its two axes."""

    def __init__(self, left, series, points, across=Decades, up=Decades):
        self.left = left
        self.series = [(each, points[each.name]) for each in series if each.name in points]
        pairs = [pair for _, found in self.series for pair in found] or [(1, 1), (10, 10)]
        self.across = across(size for size, _ in pairs)
        self.up = up(cost for _, cost in pairs)

    def x(self, size):
        return self.left + PANEL_WIDTH * self.across.part(size)

    def y(self, cost):
        return TOP + PANEL_HEIGHT * (1 - self.up.part(cost))

    def axes(self, title, across, up):
        bottom, right = TOP + PANEL_HEIGHT, self.left + PANEL_WIDTH
        parts = [text(self.left, TOP - 12, title, "start", 'class="title"')]
        for value, label in self.across.marks():
            x = self.x(value)
            parts += [grid(f"{x:.1f} {TOP}V{bottom}"), text(x, bottom + 18, label)]
        for value, label in self.up.marks():
            y = self.y(value)
            parts += [grid(f"{self.left} {y:.1f}H{right}"),
                      text(self.left - 8, y + 4, label, "end")]
        turned = f'transform="translate({self.left - 46} {TOP + PANEL_HEIGHT / 2}) rotate(-90)"'
        return "\n".join([
            *parts,
            f'<path class="frame" d="M{self.left} {TOP}H{right}V{bottom}H{self.left}z"/>',
            text(self.left + PANEL_WIDTH / 2, bottom + 38, across),
            text(0, 0, up, "middle", turned),
        ])

    def curves(self):
        return "\n".join(self.curve(series.slot, found) for series, found in self.series)

    def curve(self, slot, found):
        places = [(self.x(size), self.y(cost)) for size, cost in found]
        path = "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in places)
        marks = "".join(MARKS[slot](x, y) for x, y in places)
        return f'<g class="s{slot}"><path class="line" d="{path}"/>{marks}</g>'

    def legend(self):
        return "\n".join(self.entry(number, *each) for number, each in enumerate(self.series))

    def entry(self, number, series, found):
        x, y = self.left, TOP + PANEL_HEIGHT + 60 + 17 * number
        sample = f'<path class="line" d="M{x} {y}h28"/>{MARKS[series.slot](x + 14, y)}'
        return f'<g class="s{series.slot}">{sample}{text(x + 36, y + 4, series.label, "start")}</g>'


def text(x, y, content, anchor="middle", more=""):
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" {more}>{content}</text>'


def ten_to(power):
    return f'10<tspan dy="-5" font-size="9">{power}</tspan>'


def grid(path):
    return f'<path class="grid" d="M{path}"/>'
