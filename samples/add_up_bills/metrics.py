from assay import Score, ordinal, programmatic_metric, range_scale


@programmatic_metric(scale=ordinal([False, True]))
def is_right(output, reference):
    """The total is the one on the bill, to the cent."""
    return Score(round(output["total"], 2) == reference, f"it said {output['total']}, and it is {reference}")


@programmatic_metric(scale=range_scale(0, 1))
def closeness(output, reference):
    """1 less the error as a share of the right total; 0 where it is off by all of it, or more."""
    error = abs(output["total"] - reference) / reference
    return Score(max(0.0, 1 - error), f"off by {error:.0%}")
