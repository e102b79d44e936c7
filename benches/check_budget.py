#!/usr/bin/env python3
"""Compares the benchmark's report with budget.toml and names every rule that does not hold.

    check_budget.py REPORT.json [--budget budget.toml]

Checks only the ports that are in the report. Last line: `N passed, N failed`.
"""

import argparse
import json
import pathlib
import sys
import tomllib

HERE = pathlib.Path(__file__).resolve().parent
LIMITS = {"ratio", "at_most", "of_stock", "of", "of_uvloop"}


def verdict(rule, row, others):
    """(holds, what was asked and what was found)."""
    ours, stock = row["ours"], row["stock"]
    if ours is None:
        return False, "ours has no figure"
    if "at_most" in rule:
        return ours <= rule["at_most"], f"{ours:g} {row['unit']}, at most {rule['at_most']}"
    if "of_uvloop" in rule:
        worst = row.get("worst_of_uvloop")
        if worst is None:
            return False, "uvloop has no figure"
        return worst <= rule["of_uvloop"], f"in the worst pair {worst:.2f} of uvloop's, at most {rule['of_uvloop']}"
    if "of" in rule:
        other = others.get(rule["of"])
        if not other or not other["ours"]:
            return False, f"nothing to compare with: no figure of {rule['of']}"
        times = ours / other["ours"]
        return times <= rule["times"], f"{times:.2f} times {rule['of']}, at most {rule['times']}"
    if stock is None and "stock" in row.get("no_memory", []):
        return True, "stock's does not fit the board's memory"
    if stock is None:
        return False, "stock has no figure"
    if "of_stock" in rule:
        share = ours / stock if stock else float(ours > 0)
        return share <= rule["of_stock"], f"{share:.2f} of stock's, at most {rule['of_stock']}"
    # Nothing against nothing is no slower.
    ratio = stock / ours if ours else float("inf")
    return ratio >= rule["ratio"], f"{ratio:.1f} times less than stock, at least {rule['ratio']}"


def names_of(rule, rows):
    if rule["case"] == "*":
        # Bytes have rules of their own, `floor` runs no asyncio, and stock lacks what a case that is `alone` measures.
        return [name for name, row in rows.items() if row["unit"] != "bytes" and name != "floor" and not row.get("alone")]
    return [rule["case"]] if isinstance(rule["case"], str) else rule["case"]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("report", type=pathlib.Path)
    parser.add_argument("--budget", type=pathlib.Path, default=HERE / "budget.toml")
    chosen = parser.parse_args()
    if not chosen.report.is_file():
        sys.exit(f"check_budget: {chosen.report} is not there: run `make bench`")
    ports = {}
    for row in json.loads(chosen.report.read_text()):
        ports.setdefault(row["port"], {})[row["name"]] = row
    passed, failures = 0, []
    for rule in tomllib.loads(chosen.budget.read_text())["rule"]:
        if len(LIMITS & rule.keys()) != 1:
            sys.exit(f"check_budget: {chosen.budget}: rule {rule['why']!r} must have one of {', '.join(sorted(LIMITS))}")
        for port, rows in ports.items():
            if port not in rule.get("port", [port]):
                continue
            for name in names_of(rule, rows):
                holds, text = verdict(rule, rows[name], rows) if name in rows else (False, "not measured")
                passed += holds
                if not holds:
                    failures.append(f"{port}: {name}: {text} ({rule['why']})")
    print("\n".join(failures))
    print(f"{passed} passed, {len(failures)} failed")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
