"""Make the values of test/fixtures/golden.json again, from the inputs in it.

    python3 scripts/golden/make_golden.py            # compare with the fixture, print the largest deviations
    python3 scripts/golden/make_golden.py out.json   # write the values made here, in the fixture's shape

Needs NumPy and SciPy (1.15 or newer). Exact values come from whole numbers and fractions, the rest from SciPy; nothing is shared
with src/statistics. What the fixture has from statsmodels and R is made from SciPy's distributions here.
"""

import json
import math
import sys
from fractions import Fraction
from pathlib import Path

import numpy as np
from scipy import integrate, optimize, special, stats

FIXTURE = Path(__file__).resolve().parents[2] / "test" / "fixtures" / "golden.json"


def moments(values):
    n = len(values)
    exact = [Fraction(str(v)) for v in values]
    mean = sum(exact) / n
    if n == 1:
        return {"n": 1, "mean": float(mean), "sd": None, "se": None, "ci95": None}
    variance = sum((v - mean) ** 2 for v in exact) / (n - 1)
    sd = math.sqrt(variance)
    se = sd / math.sqrt(n)
    half = stats.t.isf(0.025, n - 1) * se
    return {"n": n, "mean": float(mean), "sd": sd, "se": se, "ci95": [float(mean) - half, float(mean) + half]}


def whole_differences(a, b):
    """The differences as whole multiples of 1/q, read as the decimals (or thirds) that they were written as."""
    for q in [*range(1, 1001), 10_000]:
        units = [round(q * (x - y)) for x, y in zip(a, b)]
        if all(abs(q * (x - y) - u) <= 1e-9 * max(1, abs(q * (x - y))) for x, y, u in zip(a, b, units)):
            return q, units
    raise ValueError("no lattice")


def sign_flip(units):
    """P(|sum of randomly signed units| >= |sum|): subsets are counted in the digits of one large whole number."""
    sizes = [abs(u) for u in units if u]
    total, observed = sum(sizes), abs(sum(units))
    width = len(sizes) // 8 + 1
    counts = 1
    for size in sizes:
        counts += counts << (8 * width * size)
    digits = counts.to_bytes(width * (total + 1), "little")
    most = (total - observed) // 2
    tail = sum(int.from_bytes(digits[width * t : width * (t + 1)], "little") for t in range(most + 1))
    return float(min(Fraction(1), Fraction(2 * tail, 2 ** len(sizes))))


def wilcoxon(units):
    kept = [u for u in units if u]
    if not kept:
        return None
    ranks = stats.rankdata([abs(u) for u in kept])
    plus = float(sum(r for r, u in zip(ranks, kept) if u > 0))
    minus = float(sum(r for r, u in zip(ranks, kept) if u < 0))
    d = np.array(units, float)
    approx = lambda **more: stats.wilcoxon(d, method="asymptotic", **more)
    return {
        "n_nonzero": len(kept), "r_plus": plus, "r_minus": minus,
        "exact_conditional_p": sign_flip([int(2 * r) if u > 0 else -int(2 * r) for r, u in zip(ranks, kept)]),
        "asymptotic_p": float(approx().pvalue),
        "asymptotic_cc_p": float(approx(correction=True).pvalue),
        "pratt_asymptotic_p": float(approx(zero_method="pratt").pvalue),
        "rank_biserial": (plus - minus) / (plus + minus),
    }


def exact_bootstrap(q, units, alpha=0.05):
    """The n-fold convolution of the empirical law, by repeated squaring without FFT."""
    n = len(units)
    base = min(units)
    one = np.bincount([u - base for u in units]) / n
    law = np.array([1.0])
    power = n
    while power:
        if power & 1:
            law = np.convolve(law, one)
        one = np.convolve(one, one) if power > 1 else one
        power >>= 1
    points = (np.arange(len(law)) + n * base) / (q * n)
    lower, upper = np.cumsum(law), np.cumsum(law[::-1])[::-1]
    estimate = sum(units) - n * base
    u = np.array(units, float) - np.mean(units)
    z0 = stats.norm.ppf(0.5 * (lower[estimate] + (lower[estimate - 1] if estimate else 0)))
    a = float(np.sum(u**3) / (6 * np.sum(u**2) ** 1.5))
    level = lambda z: stats.norm.cdf(z0 + (z0 + z) / (1 - a * (z0 + z)))
    levels = [level(stats.norm.ppf(alpha / 2)), level(stats.norm.ppf(1 - alpha / 2))]
    low = lambda p: float(points[np.argmax(lower >= p - 1e-12)])
    high = lambda p: float(points[len(law) - 1 - np.argmax(upper[::-1] >= p - 1e-12)])
    at_most = float(law[: max(0, -n * base + 1)].sum()) if -n * base < len(law) else 1.0
    at_least = float(law[max(0, -n * base):].sum()) if -n * base < len(law) else 0.0
    return {
        "se": math.sqrt(float(np.mean(u**2)) / n) / q,
        "percentile": [low(alpha / 2), high(alpha / 2)],
        "z0": float(z0), "a": a, "bca": [low(levels[0]), high(1 - levels[1])], "bca_levels": [float(x) for x in levels],
        "p_percentile": min(1.0, 2 * min(at_most, at_least)), "cdf_le_0": at_most, "cdf_ge_0": at_least,
    }


def clustered(d, labels):
    n, mean = len(d), float(np.mean(d))
    u = np.array(d) - mean
    sums = [u[[label == g for label in labels]].sum() for g in dict.fromkeys(labels)]
    groups = len(sums)
    between = float(np.sum(np.square(sums)))
    squares = float(np.sum(u**2))
    cr0 = math.sqrt(between) / n
    miller = math.sqrt(max(0.0, squares / (n * (n - 1)) + (between - squares) / n**2))
    found = {"G": groups, "mean": mean, "se_cr0": cr0, "se_paper_miller": miller}
    if groups < 2:
        return found | {"se_cr1": None, "t": None, "df": None, "p": None, "ci95": None}
    se = math.sqrt(groups / (groups - 1)) * cr0
    half = stats.t.isf(0.025, groups - 1) * se
    return found | {"se_cr1": se, "t": mean / se, "df": groups - 1, "p": 2 * stats.t.sf(abs(mean / se), groups - 1),
                    "ci95": [mean - half, mean + half], "design_effect": se**2 / (squares / (n * (n - 1)))}


def t_power(sd, n, delta, alpha):
    """As statistics.md defines it: both tails, by quadrature over the estimated standard deviation."""
    df = n - 1
    critical, shift = stats.t.isf(alpha / 2, df), delta * math.sqrt(n) / sd
    log_scale = math.log(2) + df / 2 * math.log(df / 2) - special.gammaln(df / 2)
    def weighted(s):
        density = math.exp(log_scale + (df - 1) * math.log(s) - df * s * s / 2)
        return density * (special.ndtr(shift - critical * s) + special.ndtr(-shift - critical * s))
    width = 12 / math.sqrt(2 * df)
    return integrate.quad(weighted, max(1e-300, 1 - width), 1 + width, epsabs=1e-14, epsrel=1e-13, limit=400, points=[1.0])[0]


def normal_reach(alpha, power):
    return stats.norm.isf(alpha / 2) + stats.norm.ppf(power)


def detectable_t(sd, n, alpha, power):
    return optimize.brentq(lambda x: t_power(sd, n, x, alpha) - power, 1e-12 * sd, 100 * sd, xtol=1e-15, rtol=1e-14)


def paired(case):
    a, b, margin = case["a"], case["b"], case["margin"]
    q, units = whole_differences(a, b)
    n = len(a)
    # Thirds are not decimals: their moments come from the whole numbers, which are exact.
    d = moments(units)
    diff = {k: ([x / q for x in v] if isinstance(v, list) else v if k == "n" or v is None else v / q) for k, v in d.items()}
    run_a, run_b = moments(a), moments(b)
    out = {"n": n, "run_a": run_a, "run_b": run_b, "diff": diff}
    out["delta_percent"] = None if run_b["mean"] == 0 else 100 * diff["mean"] / abs(run_b["mean"])
    if n > 1 and diff["sd"] > 0:
        t, df = diff["mean"] / diff["se"], n - 1
        out["t_paired"] = {"t": t, "df": df, "p": 2 * stats.t.sf(abs(t), df), "ci95": diff["ci95"]}
        low, high = stats.t.sf((diff["mean"] + margin) / diff["se"], df), stats.t.sf((margin - diff["mean"]) / diff["se"], df)
        half = stats.t.isf(0.05, df) * diff["se"]
        out["tost"] = {"margin": margin, "p_lower": low, "p_upper": high, "p": max(low, high),
                       "ci90": [diff["mean"] - half, diff["mean"] + half], "equivalent": bool(max(low, high) <= 0.05)}
        j = math.exp(special.gammaln(df / 2) - 0.5 * math.log(df / 2) - special.gammaln((df - 1) / 2)) if df >= 2 else None
        dz = diff["mean"] / diff["sd"]
        out["effect"] = {"dz": dz, "J": j, "gz": None if j is None else j * dz,
                         "d_av": diff["mean"] / math.sqrt((run_a["sd"] ** 2 + run_b["sd"] ** 2) / 2)}
        reach = normal_reach(0.05, 0.8)
        out["power"] = {"mde_z": reach * diff["se"], "mde_t": detectable_t(diff["sd"], n, 0.05, 0.8) if n > 2 else None,
                        "n_for_observed_delta": math.ceil((reach * diff["sd"] / diff["mean"]) ** 2),
                        "n_for_delta_0_01": math.ceil((reach * diff["sd"] / 0.01) ** 2)}
        if q <= 100 and "bootstrap_exact" in case["wanted"]:
            out["bootstrap_exact"] = exact_bootstrap(q, units)
    if n > 1 and run_a["sd"] + run_b["sd"] > 0:
        welch = stats.ttest_ind(a, b, equal_var=False)
        ci = welch.confidence_interval()
        out["t_welch"] = {"t": float(welch.statistic), "df": float(welch.df), "p": float(welch.pvalue), "ci95": [float(ci.low), float(ci.high)]}
    out["signflip"] = {"n_nonzero": sum(1 for u in units if u), "p": sign_flip(units)}
    found = wilcoxon(units)
    if found:
        out["wilcoxon"] = found
    wins, losses = sum(u > 0 for u in units), sum(u < 0 for u in units)
    out["sign_test"] = {"wins": wins, "losses": losses, "ties": n - wins - losses, "win_rate": (wins + (n - wins - losses) / 2) / n,
                        "p": float(stats.binomtest(wins, wins + losses).pvalue) if wins + losses else 1.0}
    if set(a) | set(b) <= {0.0, 1.0}:
        out |= binary(a, b, wins, losses)
    if "cluster" in case:
        out["clustered"] = clustered([u / q for u in units], case["cluster"])
    return out


def binary(a, b, only_a, only_b):
    n, discordant = len(a), only_a + only_b
    p = float(stats.binomtest(only_a, discordant).pvalue) if discordant else 1.0
    mid = 1.0
    if discordant and only_a != only_b:
        mid = min(1.0, 2 * stats.binom.cdf(min(only_a, only_b), discordant, 0.5) - stats.binom.pmf(min(only_a, only_b), discordant, 0.5))
    chi2 = (abs(only_a - only_b) - 1) ** 2 / discordant if discordant else None
    wilson = lambda x: [float(bound) for bound in stats.binomtest(int(sum(x)), n).proportion_ci(method="wilson")]
    h = 2 * math.asin(math.sqrt(sum(a) / n)) - 2 * math.asin(math.sqrt(sum(b) / n))
    return {"mcnemar": {"b_a_only": only_a, "c_b_only": only_b, "p_exact": p, "p_mid": float(mid), "chi2_cc": chi2,
                        "p_chi2_cc": None if chi2 is None else float(stats.chi2.sf(chi2, 1))},
            "proportions": {"cohens_h": h, "wilson_a": wilson(a), "wilson_b": wilson(b),
                            "odds_ratio_matched": only_a / only_b if only_a and only_b else None}}


def p_values(case):
    known = [p for p in case["p"] if p is not None]
    order = sorted(range(len(known)), key=known.__getitem__)
    m = len(known)
    holm, largest = [0.0] * m, 0.0
    for rank, i in enumerate(order):
        largest = max(largest, min(1.0, (m - rank) * known[i]))
        holm[i] = largest
    def back(values):
        rest = iter(values)
        return [None if p is None else float(next(rest)) for p in case["p"]]
    return {"holm": back(holm), "bh": back(stats.false_discovery_control(np.array(known, float))),
            "by": back(stats.false_discovery_control(np.array(known, float), method="by")), "bonferroni": back([min(1.0, m * p) for p in known])}


def many_runs(case):
    runs = np.array(case["runs"])
    k, n = runs.shape
    chi2, p = stats.friedmanchisquare(*runs)
    f = (n - 1) * chi2 / (n * (k - 1) - chi2)
    q = stats.studentized_range.ppf(0.95, k, np.inf) / math.sqrt(2)
    ranks = np.mean([stats.rankdata(-column) for column in runs.T], axis=0)
    return {"chi2": chi2, "df": k - 1, "p": p, "iman_davenport_F": f, "p_F": stats.f.sf(f, k - 1, (k - 1) * (n - 1)),
            "avg_rank": ranks.tolist(), "nemenyi_cd": q * math.sqrt(k * (k + 1) / (6 * n))}


def power(case):
    sd, n, delta, alpha, wanted = (case[k] for k in ("sd_diff", "n", "delta", "alpha", "power"))
    raw = (normal_reach(alpha, wanted) * sd / delta) ** 2
    needed = math.floor(raw)
    while t_power(sd, needed, delta, alpha) < wanted:
        needed += 1
    return {"mde_z": normal_reach(alpha, wanted) * sd / math.sqrt(n), "n_z": math.ceil(raw), "n_z_raw": raw,
            "mde_t": detectable_t(sd, n, alpha, wanted), "n_t": needed, "power_at_n_t": t_power(sd, n, delta, alpha)}


def power_components(case):
    variance = case["omega2"] + case["sigma2_a"] / case["k_a"] + case["sigma2_b"] / case["k_b"]
    reach = normal_reach(case["alpha"], case["power"])
    return {"n_raw": reach**2 * variance / case["delta"] ** 2, "mde": reach * math.sqrt(variance / case["n"])}


def betting(case, horizon):
    alpha, total, c = case["alpha"], case["N"], case["c"]
    grid = np.append(np.linspace(0, 1, case["grid"]), 0.5)
    plus, minus, best = np.zeros(len(grid)), np.zeros(len(grid)), np.full(len(grid), -np.inf)
    xs, low, high, rows = [], 0.0, 1.0, []
    means, squares = 0.5, 0.25
    for t, d in enumerate(case["d"], 1):
        x, before = (d + 1) / 2, sum(xs)
        m = grid if total is None else (total * grid - before) / (total - t + 1)
        rate = math.sqrt(2 * math.log(2 / alpha) / (squares / t * (horizon or t * math.log1p(t))))
        with np.errstate(all="ignore"):
            plus += np.log1p(np.minimum(rate, c / m) * (x - m))
            minus += np.log1p(-np.minimum(rate, c / (1 - m)) * (x - m))
            log_e = np.logaddexp(plus, minus) - math.log(2)
        impossible = (m < 0) | (m > 1)
        plus[impossible] = minus[impossible] = log_e[impossible] = np.inf
        best = np.maximum(best, log_e)
        xs.append(x)
        means += x
        squares += (x - means / (t + 1)) ** 2
        inside = np.flatnonzero(best[:-1] < -math.log(alpha))
        step = 1 / (case["grid"] - 1)
        if len(inside):
            low, high = max(low, grid[inside[0]] - step), min(high, grid[inside[-1]] + step)
        rows.append({"t": t, "mean": 2 * sum(xs) / t - 1, "log_e": None if math.isinf(log_e[-1]) else float(log_e[-1]),
                     "p": min(1.0, math.exp(-best[-1])), "lo": 2 * low - 1, "hi": 2 * high - 1})
    return [rows[t - 1] for t in case["at"]]


def confidence_sequences(case):
    tuned = (case["N"] or len(case["d"])) / 2
    return {"betting": betting(case, None), "betting_tuned": betting(case, tuned)}


def random_numbers(case):
    mask, state, words = 0xFFFFFFFF, case["seed"], []
    for _ in range(4):
        state = (state + 0x9E3779B9) & mask
        z = state ^ (state >> 16)
        z = z * 0x85EBCA6B & mask
        z ^= z >> 13
        z = z * 0xC2B2AE35 & mask
        words.append(z ^ (z >> 16))
    rotate = lambda x, k: ((x << k) | (x >> (32 - k))) & mask
    out = []
    for _ in range(8):
        out.append(rotate(words[1] * 5 & mask, 7) * 9 & mask)
        shifted = words[1] << 9 & mask
        words[2] ^= words[0]
        words[3] ^= words[1]
        words[1] ^= words[2]
        words[0] ^= words[3]
        words[2] ^= shifted
        words[3] = rotate(words[3], 11)
    return {"xoshiro128ss": out}


def hashes(case):
    def fnv1a(text):
        value = 0x811C9DC5
        for byte in text.encode():
            value = (value ^ byte) * 0x01000193 & 0xFFFFFFFF
        return value
    return {"fnv1a32": [fnv1a(text) for text in case["strings"]]}


KINDS = {"paired": paired, "pvalues": p_values, "multirun": many_runs, "power": power, "power_components": power_components,
         "confseq": confidence_sequences, "prng": random_numbers, "hash": hashes}


def deviations(mine, theirs, path=""):
    """Every number made here beside the fixture's, as (relative deviation, path)."""
    if isinstance(mine, dict):
        for key, value in mine.items():
            if theirs is None:
                yield math.inf, f"{path}.{key}"
            elif key in theirs:
                yield from deviations(value, theirs[key], f"{path}.{key}")
    elif isinstance(mine, list):
        for i, (x, y) in enumerate(zip(mine, theirs)):
            yield from deviations(x, y, f"{path}[{i}]")
    elif mine is None or theirs is None:
        yield (0.0 if mine is theirs else math.inf), path
    elif isinstance(mine, (int, float)):
        yield (abs(mine - theirs) / abs(theirs) if abs(theirs) > 1e-12 else abs(mine - theirs)), path


def main():
    fixture = json.loads(FIXTURE.read_text())
    made, worst = [], []
    for case in fixture["cases"]:
        maker = KINDS.get(case["kind"])
        if maker is None:
            continue
        wanted = case["expected"]
        found = maker(case["input"] | {"wanted": wanted} if case["kind"] == "paired" else case["input"])
        made.append({"id": case["id"], "kind": case["kind"], "input": case["input"], "expected": found})
        worst.extend((deviation, case["id"] + path) for deviation, path in deviations(found, wanted))
    if len(sys.argv) > 1:
        Path(sys.argv[1]).write_text(json.dumps({"cases": made}, indent=1, default=float) + "\n")
    worst.sort(reverse=True)
    print(f"{len(made)} cases, {len(worst)} values; the largest relative deviations:")
    for deviation, path in worst[:12]:
        print(f"  {deviation:.1e}  {path}")


main()
