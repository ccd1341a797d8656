#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Fits the weights of ranking and takes its signals away one by one; see docs/design/016-search-and-context.md.

  ranking.py fit TRAIN.jsonl...                 weights for src/search/ranker.cpp
  ranking.py loro TEST.jsonl [TRAIN.jsonl...]   leave one repository out: fitted on the others' items, tested on its own
  ranking.py ablate TEST.jsonl [TRAIN.jsonl...] the same without each signal, with 95 % bootstrap intervals of the difference

The inputs are what kompress-ranking-signals writes.  Needs numpy and scipy."""
import json, sys
import numpy as np
from scipy.optimize import minimize

L2 = 0.003
FIXED = {"named_path": 3.0}  # too rare in commit messages to be fitted: set by hand


def load(paths):
    items, names = [], None
    for path in paths:
        with open(path) as lines:
            names = json.loads(next(lines))["signals"]
            for line in lines:
                item = json.loads(line)
                gold = set(item["gold"])
                item["x"] = np.array(item["values"])
                item["hit"] = np.array([p in gold for p in item["paths"]])
                del item["values"]
                items.append(item)
    return names, items


def fit(items, columns):
    """Softmax over the files of an item; every changed file counts alike."""
    data = [(i["x"][:, columns], i["hit"]) for i in items if i["hit"].any()]

    def loss(w):
        total, gradient = 0.0, np.zeros_like(w)
        for x, hit in data:
            s = x @ w
            s -= s.max()
            e = np.exp(s)
            z = e.sum()
            total -= (s[hit] - np.log(z)).mean()
            gradient -= x[hit].mean(0) - (e / z) @ x
        return total / len(data) + L2 * (w @ w) / 2, gradient / len(data) + L2 * w

    return minimize(loss, np.zeros(len(columns)), jac=True, method="L-BFGS-B", options={"maxiter": 80}).x


def metrics(item, w, columns):
    order = np.argsort(-(item["x"][:, columns] @ w), kind="stable")
    ranked = [item["paths"][i] for i in order]
    gold = set(item["gold"])
    return [len(gold & set(ranked[:k])) / len(gold) for k in (1, 5, 10)] + [next((1 / (n + 1) for n, p in enumerate(ranked) if p in gold), 0.0)]


def leave_one_out(test, train, columns):
    rows = []
    for repo in dict.fromkeys(i["repo"] for i in test):
        w = fit([i for i in test + train if i["repo"] != repo], columns)
        rows += [metrics(i, w, columns) for i in test if i["repo"] == repo]
    return np.array(rows)


def interval(values, rounds=2000):
    draw = np.random.RandomState(1)
    means = np.sort([values[draw.randint(0, len(values), len(values))].mean() for _ in range(rounds)])
    return means[int(rounds * 0.025)], means[int(rounds * 0.975)]


def main():
    what, paths = sys.argv[1], sys.argv[2:]
    names, test = load(paths[:1])
    train = load(paths[1:])[1] if len(paths) > 1 else []
    columns = [n for n, name in enumerate(names) if name not in FIXED]
    if what == "fit":
        for n, w in zip(columns, fit(test + train, columns)):
            print(f"{names[n]:16} {w:6.2f}")
        return
    full = leave_one_out(test, train, columns)
    print("recall@1 recall@5 recall@10 MRR:", " ".join(f"{v:.3f} [{a:.3f}, {b:.3f}]" for v, (a, b) in ((full[:, k].mean(), interval(full[:, k])) for k in range(4))))
    for repo in dict.fromkeys(i["repo"] for i in test):
        print(f"  {repo:26}", " ".join(f"{v:.3f}" for v in full[[n for n, i in enumerate(test) if i["repo"] == repo]].mean(0)))
    if what != "ablate":
        return
    for n in columns:
        less = leave_one_out(test, train, [c for c in columns if c != n]) - full
        print(f"without {names[n]:16}", " ".join(f"{less[:, k].mean():+.3f} [{interval(less[:, k])[0]:+.3f}, {interval(less[:, k])[1]:+.3f}]" for k in (1, 3)))


main()
