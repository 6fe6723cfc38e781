"""One fresh start: seconds from the first import to the first plan of the demo, as a line of JSON. `startup` runs this."""

import time

BEGAN = time.perf_counter()

import json  # noqa: E402  the clock runs before everything else is imported
import sys  # noqa: E402

from evenhand.demo.story import demo_portfolio  # noqa: E402
from evenhand.exchange.portfolio import portfolio_of  # noqa: E402
from evenhand.planning.result import Progress  # noqa: E402
from evenhand.planning.solve import plan  # noqa: E402


def main(workers: int, seed: int) -> None:
    imported = time.perf_counter() - BEGAN
    problem = portfolio_of(demo_portfolio()).problem
    read = time.perf_counter() - BEGAN
    first: list[float] = []

    def note(progress: Progress) -> None:
        if progress.objective is not None and not first:
            first.append(time.perf_counter() - BEGAN)

    plan(problem, workers=workers, seed=seed, on_progress=note, cancelled=lambda: bool(first))
    print(json.dumps({"imported": imported, "read": read, "first_plan": first[0]}))


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
