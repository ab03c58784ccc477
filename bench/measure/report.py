"""The table of a run: for a terminal, as Markdown, and as JSON."""

from __future__ import annotations

from measure.figures import Figure, Results, Spread

HEADINGS = ["", "median", "quartiles", "worst", "ratio", "quartiles", "target", ""]


def number(value: float, digits: int) -> str:
    return f"{value:,.{digits}f}"


def target_text(figure: Figure, results: Results) -> str:
    target = figure.target
    if target is None:
        return ""
    value = f"{target.value:g}"
    if target.of == "ratio":
        return f"{target.sign} {value} x {results.figures[figure.baseline].title}"
    sign = "" if target.sign == "==" else target.sign + " "
    return f"{sign}{value} {figure.unit}".strip()


def row(figure: Figure, results: Results) -> list[str]:
    spread = Spread.of(figure.samples())
    ratios = results.ratios(figure)
    cells = [
        figure.title,
        f"{number(spread.median, figure.digits)} {figure.unit}".strip(),
        f"{number(spread.low, figure.digits)} .. {number(spread.high, figure.digits)}",
        number(figure.worst(), figure.digits),
    ]
    if ratios:
        ratio = Spread.of(ratios)
        cells += [f"{ratio.median:.2f}", f"{ratio.low:.2f} .. {ratio.high:.2f}"]
    else:
        cells += ["", ""]
    verdict = {None: "", True: "met", False: "MISSED"}[results.verdict(figure)]
    return cells + [target_text(figure, results), verdict]


def groups(results: Results) -> list[tuple[str, list[Figure]]]:
    grouped: dict[str, list[Figure]] = {}
    for figure in results.with_samples():
        grouped.setdefault(figure.name.split(".")[0], []).append(figure)
    return list(grouped.items())


def terminal(results: Results, titles: dict[str, str]) -> str:
    rows = {name: [row(figure, results) for figure in figures] for name, figures in groups(results)}
    everything = [HEADINGS] + [cells for part in rows.values() for cells in part]
    widths = [max(len(cells[i]) for cells in everything) for i in range(len(HEADINGS))]
    left = {0, 6, 7}

    def line(cells: list[str]) -> str:
        padded = [
            cell.ljust(widths[i]) if i in left else cell.rjust(widths[i])
            for i, cell in enumerate(cells)
        ]
        return "  ".join(padded).rstrip()

    lines = []
    for name, part in rows.items():
        lines += ["", titles[name], line(HEADINGS)] + [line(cells) for cells in part]
    return "\n".join(lines[1:])


def markdown(results: Results, titles: dict[str, str], machine: dict[str, str]) -> str:
    lines = [", ".join(f"{key}: {value}" for key, value in machine.items()) + "."]
    for name, figures in groups(results):
        lines += ["", f"**{titles[name]}**", ""]
        lines.append("| " + " | ".join(HEADINGS) + " |")
        lines.append("|---|--:|--:|--:|--:|--:|---|---|")
        lines += ["| " + " | ".join(row(figure, results)) + " |" for figure in figures]
    return "\n".join(lines)


def as_json(results: Results, machine: dict[str, str]) -> dict:
    return {
        "machine": machine,
        "figures": [
            {
                "name": figure.name,
                "title": figure.title,
                "unit": figure.unit,
                "rounds": figure.rounds,
                "baseline": figure.baseline,
                "ratios": results.ratios(figure),
                "target": figure.target and vars(figure.target),
                "met": results.verdict(figure),
            }
            for figure in results.with_samples()
        ],
    }
