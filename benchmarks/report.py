"""Results: one line each on the screen, a table and JSON in ``results``."""

import json
import platform
import statistics
from dataclasses import asdict, dataclass
from datetime import date

from common import RESULTS

TITLES = {
    "ours": "Cowork billing run",
    "rival": "OCA contract",
    "floor": "ERP alone, ready values",
    "writer": "Cowork writer, ready values",
}


@dataclass(frozen=True)
class Result:
    """One measurement; seconds from the common start to the end of the last worker."""

    engine: str
    size: int
    workers: int
    seconds: float
    cpu: float
    queries: int
    memory: float
    writing: float
    totals: tuple

    @classmethod
    def of(cls, engine, size, workers, answers, totals):
        def total(key):
            return sum(one[key] for one in answers)

        return cls(
            engine=engine,
            size=size,
            workers=workers,
            seconds=max(one["seconds"] for one in answers),
            cpu=total("cpu"),
            queries=total("queries"),
            memory=max(one["memory"] for one in answers),
            # of one worker's seconds, on average
            writing=total("writing") / total("seconds"),
            totals=totals,
        )

    @property
    def rate(self):
        return self.size / self.seconds


def progress(result, number):
    print(
        f"{result.size:>5} contracts, {result.workers} worker(s), round {number + 1}: "
        f"{TITLES[result.engine]:<28}{result.rate:8.1f} invoices/s",
        flush=True,
    )


def table(results):
    """:returns: lines of markdown, one row per engine, size and number of workers"""
    lines = [
        "| contracts | workers | | invoices/s | range | against OCA, 1 worker"
        " | ms CPU per invoice | queries per invoice | peak MB"
        " | rating and fee lines |",
        "|---|---|---|---|---|---|---|---|---|---|",
    ]
    groups = {}
    for result in results:
        key = result.size, result.workers, result.engine
        groups.setdefault(key, []).append(result)
    for (size, workers, engine), some in groups.items():
        rates = [one.rate for one in some]
        rival = groups.get((size, 1, "rival"))
        base = rival and statistics.median(one.rate for one in rival)
        rate = statistics.median(rates)
        first = some[0]
        times = f"{rate / base:.1f}×" if base else ""
        share = statistics.median(1 - one.writing for one in some)
        lines.append(
            f"| {size:,} | {workers} | {TITLES[engine]} | {rate:.1f} "
            f"| {min(rates):.1f}–{max(rates):.1f} | {times} "
            f"| {statistics.median(one.cpu for one in some) / size * 1000:.1f} "
            f"| {first.queries / size:.2f} "
            f"| {max(one.memory for one in some):.0f} "
            f"| {f'{share:.0%}' if engine == 'ours' else ''} |"
        )
    return lines


def write(results, rival, name=None):
    """Write ``results/NAME.md`` and ``.json``, and print the table."""
    RESULTS.mkdir(exist_ok=True)
    name = name or date.today().isoformat()
    lines = table(results)
    print(*lines, sep="\n")
    (RESULTS / f"{name}.json").write_text(
        json.dumps([asdict(one) for one in results], indent=1) + "\n"
    )
    title = f"# Billing runs, {date.today():%d %B %Y}"
    place = f"{platform.machine()}, Python {platform.python_version()}, `{rival}`."
    text = "\n".join([title, "", place, "", *lines])
    (RESULTS / f"{name}.md").write_text(text + "\n")
