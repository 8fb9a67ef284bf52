"""A client of an Assay server, in one file, by the standard library alone; for Python 3.9 or newer.

    client = AssayClient("http://127.0.0.1:8080")
    job_id = client.start_evaluate({"project": "mood", ...})["job_id"]
    for event in client.stream_job_events(job_id):
        print(event["type"])

Made of the OpenAPI document of Assay 0.1.0: don't edit it. Answers may have further fields: ignore those that you don't know.
"""

from __future__ import annotations

import http.client
import json
import os
import time
import urllib.error
import urllib.parse
import urllib.request
from typing import Any, Dict, Iterator, List, Literal, Mapping, Optional, TypedDict, Union, cast

__all__ = ["ApiError", "AssayClient", "ConnectionFailed"]


class ApiError(Exception):
    """The server refused: `str(error)` is its `detail`, `problem` the whole answer (RFC 9457), if it is one."""

    def __init__(self, status: int, detail: str, problem: Mapping[str, Any], retry_after: Optional[float] = None) -> None:
        super().__init__(detail)
        self.status = status
        self.detail = detail
        self.problem = problem
        #: Seconds that the server asks to wait before the next try; None where it does not say.
        self.retry_after = retry_after


class ConnectionFailed(Exception):
    """The server can't be reached, or the connection was lost; a request that changes something may have arrived."""


JobEvent = Union["TrialEvent", "ScoringEvent", "ProposalEvent", "StepEvent", "ErrorEvent"]


WsClientMessage = Union["WsPing", "WsSubscribe", "WsUnsubscribe"]


WsServerMessage = Union["WsPong", "WsSubscribed", "WsUnsubscribed", "WsRunStarted", "WsRunProgress", "WsRunCompleted", "WsJobEvent", "WsComparison", "WsError"]


class FieldFault(TypedDict):
    path: str
    message: str


class NameCandidate(TypedDict):
    id: str
    name: str


class RunningJob(TypedDict):
    job_id: str
    completed: int
    total: Union[int, None]


class _ReadyCheckAlways(TypedDict):
    status: Literal["up", "degraded", "down"]
    since: str


class ReadyCheck(_ReadyCheckAlways, total=False):
    message: str


class ReadyChecks(TypedDict):
    storage: ReadyCheck
    index: ReadyCheck
    queue: ReadyCheck
    children: ReadyCheck
    keys: ReadyCheck
    draining: ReadyCheck


class _ProblemAlways(TypedDict):
    type: str
    title: str
    status: int
    detail: str
    instance: str
    request_id: str


class Problem(_ProblemAlways, total=False):
    errors: List[FieldFault]
    hint: str
    candidates: List[NameCandidate]
    running: List[str]
    limit: int
    setting: str
    progress: List[RunningJob]
    checks: ReadyChecks


class Health(TypedDict):
    status: Literal["ok"]


class Service(TypedDict):
    status: Literal["ok"]
    service: Literal["assay-api"]
    version: str


class Me(TypedDict):
    name: str
    scope: Literal["read", "run", "admin"]
    kind: Literal["key", "session", "ticket", "local"]
    auth: bool
    can_sign_out: bool


class Setting(TypedDict):
    group: str
    variables: List[str]
    flag: Union[str, None]
    value: Union[str, None]
    default: Union[str, None]
    source: Literal["default", "environment", "flag", "program"]
    secret: bool
    allowed: str
    purpose: str


class SettingList(TypedDict):
    settings: List[Setting]


class Key(TypedDict):
    id: str
    name: str
    scope: Literal["read", "run", "admin"]
    source: Literal["file", "environment"]
    created_at: Union[str, None]
    expires_at: Union[str, None]
    is_expired: bool
    last_used_at: Union[str, None]


class KeyList(TypedDict):
    keys: List[Key]


class Ticket(TypedDict):
    ticket: str
    expires_in: int


class IgnoredFile(TypedDict):
    file: str
    reason: str


class _ProjectAlways(TypedDict):
    name: str
    programs: List[str]
    metrics: List[str]
    prompts: List[str]
    datasets: List[str]


class Project(_ProjectAlways, total=False):
    ignored: List[IgnoredFile]
    built_in: bool
    error: str


class Catalog(TypedDict):
    projects_root: str
    projects: List[Project]


class BenchmarkSource(TypedDict):
    dataset: str
    config: str
    split: str
    url: str


class BenchmarkRequest(TypedDict):
    project: str
    program: str
    prompt: str
    examples: str
    metrics: List[str]


class BenchmarkData(TypedDict):
    state: Literal["absent", "fetching", "present"]
    origin: Literal["bundled", "fetched", "imported", None]
    rows: int
    total: Union[int, None]
    path: Union[str, None]
    sha256: Union[str, None]
    revision: Union[str, None]
    obtained_at: Union[str, None]
    error: Union[str, None]


class Benchmark(TypedDict):
    name: str
    title: str
    description: str
    task: Literal["math", "multiple_choice"]
    size: int
    licence: str
    source: Union[BenchmarkSource, None]
    metric: str
    request: BenchmarkRequest
    data: BenchmarkData
    replaced_by: Union[str, None]


class BenchmarkList(TypedDict):
    benchmarks: List[str]
    presets: List[Benchmark]


class Model(TypedDict):
    model: str
    used: int
    last_used: Union[str, None]
    provider: str
    has_key: Union[bool, None]
    price_known: bool
    problem: Union[str, None]


class ProgramDetail(TypedDict):
    name: str
    description: Union[str, None]
    file: str
    line: Union[int, None]


class MetricDetail(TypedDict):
    name: str
    kind: Literal["programmatic", "llm_judge"]
    description: str
    scale: Dict[str, Any]
    model: Union[str, None]
    file: str
    line: Union[int, None]


class PromptDetail(TypedDict):
    name: str
    file: str
    template: Union[str, None]
    sha256: Union[str, None]
    variables: Union[List[str], None]


class DatasetDetail(TypedDict):
    name: str
    file: str
    format: Literal["csv", "json", "jsonl", "parquet"]
    bytes: Union[int, None]
    rows: Union[int, None]


class ProjectProblem(TypedDict):
    file: Union[str, None]
    line: Union[int, None]
    message: str


class ProjectDetail(TypedDict):
    name: str
    built_in: bool
    programs: List[ProgramDetail]
    metrics: List[MetricDetail]
    prompts: List[PromptDetail]
    datasets: List[DatasetDetail]
    problems: List[ProjectProblem]


class _DatasetRowAlways(TypedDict):
    row: int
    inputs: Dict[str, Any]
    reference: Union[Union[Dict[str, Any], List[Any], str, float, bool], None]
    tags: List[str]


class DatasetRow(_DatasetRowAlways, total=False):
    id: str
    cluster: str


class DatasetRows(TypedDict):
    rows: List[DatasetRow]
    total: Union[int, None]
    problems: List[ProjectProblem]


class JobPlan(TypedDict):
    trials: int
    scorings: int
    calls: int
    cost_usd: Union[float, None]
    cost_basis: Literal["last_job", "none"]
    basis_job_id: Union[str, None]
    tokens: Union[int, None]
    seconds: Union[float, None]
    holdout_rows: Union[int, None]
    rows_for_5_points: Union[int, None]
    chance_of_5_points: Union[float, None]
    discordance: Union[float, None]
    discordance_basis: Literal["last_job", "assumed", None]


class _StartedJobAlways(TypedDict):
    job_id: str


class StartedJob(_StartedJobAlways, total=False):
    price_unknown: List[str]
    plan: JobPlan
    comparison_id: str


class _PlannedJobAlways(TypedDict):
    job_id: Union[str, None]
    plan: JobPlan


class PlannedJob(_PlannedJobAlways, total=False):
    price_unknown: List[str]


class _RunRequestAlways(TypedDict):
    project: str
    program: str
    prompt: str
    examples: str
    model: str


class RunRequest(_RunRequestAlways, total=False):
    workers: int
    repeats: int
    limit: int
    seed: int
    generation_kwargs: Dict[str, Any]
    cache: bool
    record: str
    experiment_id: str
    label: str
    max_cost_usd: float
    max_tokens: int
    max_seconds: float
    max_failures: float


class _AgainstAlways(TypedDict):
    run_id: str


class Against(_AgainstAlways, total=False):
    metrics: List[str]
    alpha: float
    margin: float
    population: Literal["dataset", "new"]
    stop: bool
    max_samples: int
    ranges: Dict[str, List[float]]
    lower_is_better: List[str]


class _EvaluateRequestAlways(TypedDict):
    project: str
    program: str
    prompt: str
    examples: str
    model: str
    metrics: List[str]


class EvaluateRequest(_EvaluateRequestAlways, total=False):
    workers: int
    repeats: int
    limit: int
    seed: int
    generation_kwargs: Dict[str, Any]
    cache: bool
    record: str
    experiment_id: str
    label: str
    max_cost_usd: float
    max_tokens: int
    max_seconds: float
    max_failures: float
    against: Against


class _OptimizeRequestAlways(TypedDict):
    project: str
    program: str
    prompt: str
    examples: str
    model: str
    metrics: List[str]
    steps: int
    proposer_model: str


class OptimizeRequest(_OptimizeRequestAlways, total=False):
    workers: int
    repeats: int
    limit: int
    seed: int
    generation_kwargs: Dict[str, Any]
    cache: bool
    record: str
    experiment_id: str
    label: str
    max_cost_usd: float
    max_tokens: int
    max_seconds: float
    max_failures: float
    algorithm: Literal["opro", "gepa", "race"]
    holdout: Union[str, float]
    selection: Union[str, float]
    budget: Dict[str, Any]


class JobListItem(TypedDict):
    job_id: str
    kind: Literal["run", "evaluate", "optimize"]
    status: Literal["queued", "running", "done", "error", "cancelled", "interrupted"]
    started_at: str
    finished_at: Union[str, None]
    error: Union[str, None]
    project: str
    program: str
    prompt: str
    examples: str
    model: str
    workers: int
    metrics: Union[List[str], None]
    steps: Union[int, None]
    proposer_model: Union[str, None]
    name: str
    cost_usd: Union[float, None]


class JobList(TypedDict):
    jobs: List[JobListItem]
    next_cursor: Union[str, None]


class _ExampleAlways(TypedDict):
    inputs: Dict[str, Any]
    reference: Union[Dict[str, Any], List[Any], str, float, bool, None]


class Example(_ExampleAlways, total=False):
    id: str
    tags: List[str]
    cluster: str


class ToolCall(TypedDict):
    id: str
    name: str
    arguments: Dict[str, Any]


class _MessageAlways(TypedDict):
    role: Literal["system", "user", "assistant", "tool"]
    content: str


class Message(_MessageAlways, total=False):
    parts: List[Dict[str, Any]]
    tool_calls: List[ToolCall]
    tool_call_id: str


class Tool(TypedDict):
    name: str
    description: str
    parameters: Dict[str, Any]


class _ModelRequestAlways(TypedDict):
    model_id: str
    prompt: List[Message]
    system_instruction: Union[str, None]
    output_schema: Union[Dict[str, Any], None]
    generation_kwargs: Dict[str, Any]


class ModelRequest(_ModelRequestAlways, total=False):
    tools: List[Tool]
    tool_choice: Literal["auto", "required", "none"]


class _ModelResponseAlways(TypedDict):
    content: str
    input_tokens: Union[int, None]
    output_tokens: Union[int, None]
    latency: float


class ModelResponse(_ModelResponseAlways, total=False):
    started_at: str
    span_id: str
    cost_usd: Union[float, None]
    cached_input_tokens: int
    cache_write_tokens: int
    parsed: Union[Dict[str, Any], List[Any], str, float, bool, None]
    tool_calls: List[ToolCall]
    reasoning: str
    reasoning_tokens: int
    left_out: List[str]
    cached: Literal[True]


class _AttemptAlways(TypedDict):
    content: Union[str, None]
    input_tokens: Union[int, None]
    output_tokens: Union[int, None]
    latency: float
    error: Union[str, None]


class Attempt(_AttemptAlways, total=False):
    started_at: str
    span_id: str
    cost_usd: Union[float, None]
    cached_input_tokens: int
    cache_write_tokens: int


class Failure(TypedDict):
    type: str
    message: str


class _CallAlways(TypedDict):
    request: ModelRequest
    response: ModelResponse


class Call(_CallAlways, total=False):
    other_attempts: List[Attempt]
    error: Failure


class Usage(TypedDict):
    calls: int
    input_tokens: Union[int, None]
    output_tokens: Union[int, None]
    latency: Union[float, None]
    cost_usd: Union[float, None]


class Telemetry(TypedDict, total=False):
    rendered_prompt: str
    request: ModelRequest
    response: ModelResponse
    other_attempts: List[Attempt]
    calls: List[Call]
    usage: Usage


class _TrialErrorAlways(TypedDict):
    type: str
    message: str


class TrialError(_TrialErrorAlways, total=False):
    kind: Literal["provider", "answer", "program"]


class _TrialPayloadAlways(TypedDict):
    status: Literal["success", "failed"]
    trial_id: str
    example: Example
    replicate: int


class TrialPayload(_TrialPayloadAlways, total=False):
    started_at: str
    finished_at: str
    row: int
    part: Literal["training", "selection", "holdout"]
    output: Union[Dict[str, Any], List[Any], str, float, bool, None]
    telemetry: Telemetry
    error: TrialError


class TrialEvent(TypedDict):
    seq: int
    job_id: str
    step_index: int
    type: Literal["trial"]
    payload: TrialPayload


class MetricInfo(TypedDict):
    name: str
    description: str
    kind: Literal["programmatic", "llm_judge"]


class Score(TypedDict):
    raw: Union[Dict[str, Any], List[Any], str, float, bool, None]
    normalized: float
    reason: str


class _CallTelemetryAlways(TypedDict):
    model_id: str
    response: ModelResponse


class CallTelemetry(_CallTelemetryAlways, total=False):
    provider: str
    other_attempts: List[Attempt]


class _ScoringPayloadAlways(TypedDict):
    trial_id: str
    metric: MetricInfo
    replicate: int
    status: Literal["success", "failed"]


class ScoringPayload(_ScoringPayloadAlways, total=False):
    row: int
    score: Score
    error: Failure
    telemetry: CallTelemetry


class ScoringEvent(TypedDict):
    seq: int
    job_id: str
    step_index: int
    type: Literal["scoring"]
    payload: ScoringPayload


class Thinking(TypedDict):
    reinstate_goal: str
    trajectory_summary: str
    failure_analysis: str
    what_works: str
    what_hurts: str
    improvement_hypothesis: str
    edit_plan: str


class _ProposalPayloadAlways(TypedDict):
    prompt_template: str
    thinking: Union[Thinking, None]
    advice: Union[str, None]


class ProposalPayload(_ProposalPayloadAlways, total=False):
    holdout_of: int
    origin: Literal["reflection", "merge", "instruction", "demonstrations"]
    parents: List[int]
    refused: List[str]
    telemetry: CallTelemetry


class ProposalEvent(TypedDict):
    seq: int
    job_id: str
    step_index: int
    type: Literal["proposal"]
    payload: ProposalPayload


class Aggregate(TypedDict):
    mean: Union[float, None]
    sd: Union[float, None]
    n: int


class FailureCounts(TypedDict):
    provider: int
    answer: int
    program: int


class _StepSummaryAlways(TypedDict):
    overall: Aggregate
    per_metric: Dict[str, Aggregate]
    failure_rate: float
    scoring_failure_rate: float


class StepSummary(_StepSummaryAlways, total=False):
    failed_trials: FailureCounts
    training: Aggregate


class _StepPayloadAlways(TypedDict):
    prompt_template: str
    thinking: Union[Thinking, None]
    advice: Union[str, None]
    score: Union[float, None]
    summary: StepSummary


class StepPayload(_StepPayloadAlways, total=False):
    holdout_of: int
    origin: Literal["reflection", "merge", "instruction", "demonstrations"]
    parents: List[int]
    refused: List[str]
    accepted: bool
    reason: str


class StepEvent(TypedDict):
    seq: int
    job_id: str
    step_index: int
    type: Literal["step"]
    payload: StepPayload


class _ErrorPayloadAlways(TypedDict):
    message: str


class ErrorPayload(_ErrorPayloadAlways, total=False):
    telemetry: CallTelemetry


class ErrorEvent(TypedDict):
    seq: int
    job_id: str
    step_index: int
    type: Literal["error"]
    payload: ErrorPayload


class _ResumedAlways(TypedDict):
    at: str
    retry_failed: bool


class Resumed(_ResumedAlways, total=False):
    worked_seconds: float


class _StoppedAlways(TypedDict):
    reason: str


class Stopped(_StoppedAlways, total=False):
    limit: float
    spent: float
    budget: Literal["trials", "cost_usd"]
    failed: int
    comparison_id: str
    samples: int
    because: Literal["verdict", "max_samples"]
    trials_saved: int
    cost_saved_usd: Union[float, None]
    model: str
    refusal: Literal["key", "credit", "model"]
    refusals: int


class _SearchPartsAlways(TypedDict):
    training: int
    sha256: str


class SearchParts(_SearchPartsAlways, total=False):
    selection: int
    holdout: int
    holdout_dataset_sha256: str


class _ManifestAlways(TypedDict):
    job_id: str
    kind: Literal["run", "evaluate", "optimize"]
    status: Literal["queued", "running", "done", "error", "cancelled", "interrupted"]
    started_at: str
    finished_at: Union[str, None]
    error: Union[str, None]
    project: str
    program: str
    prompt: str
    examples: str
    model: str
    workers: int
    schema_version: Literal[1]
    projects_root: str
    dataset_path: str
    dataset_sha256: str


class Manifest(_ManifestAlways, total=False):
    repeats: int
    limit: int
    seed: int
    generation_kwargs: Dict[str, Any]
    cache: bool
    record: str
    experiment_id: str
    label: str
    max_cost_usd: float
    max_tokens: int
    max_seconds: float
    max_failures: float
    metrics: List[str]
    steps: int
    proposer_model: str
    algorithm: Literal["opro", "gepa", "race"]
    holdout: Union[str, float]
    selection: Union[str, float]
    budget: Dict[str, Any]
    dataset_rows: int
    program_sha256: str
    metrics_sha256: str
    prompt_sha256: str
    scored_from: str
    resumed: Resumed
    on_restart: Literal["interrupt", "resume"]
    stopped: Stopped
    cost_usd: Union[float, None]
    price_unknown: List[str]
    planned_trials: int
    planned_scorings: int
    planned_judgings: int
    parts: SearchParts
    assay_version: str


class _CallTotalsAlways(TypedDict):
    input_tokens: int
    output_tokens: int
    latency: float


class CallTotals(_CallTotalsAlways, total=False):
    calls: int
    extra_calls: int
    cost_usd: Union[float, None]


class _TelemetryTotalsAlways(TypedDict):
    input_tokens: int
    output_tokens: int
    latency: float


class TelemetryTotals(_TelemetryTotalsAlways, total=False):
    calls: int
    extra_calls: int
    cost_usd: Union[float, None]
    judges: CallTotals
    proposer: CallTotals


class _StepOutcomeAlways(TypedDict):
    step_index: int
    score: Union[float, None]
    prompt_template: str
    summary: StepSummary


class StepOutcome(_StepOutcomeAlways, total=False):
    holdout_of: int


class _SearchEndAlways(TypedDict):
    reason: str


class SearchEnd(_SearchEndAlways, total=False):
    budget: Literal["trials", "cost_usd"]
    limit: float
    spent: float
    unusable: int


class HeldOutSteps(TypedDict):
    baseline: int
    best: int


class Holdout(TypedDict):
    baseline: Union[float, None]
    best: Union[float, None]
    delta: Union[float, None]
    interval: Union[List[float], None]
    p_value: Union[float, None]
    verdict: Literal["promoted", "kept"]
    best_step: int
    steps: Union[HeldOutSteps, None]
    discordance: Union[float, None]
    rows: int
    unscored: int
    kept_because: Literal["baseline_is_best", "missing_scores", None]


class _SummaryAlways(TypedDict):
    job_id: str
    kind: Literal["run", "evaluate", "optimize"]
    status: Literal["done", "error", "cancelled", "interrupted"]
    trial_count: int
    scoring_count: int
    failure_rate: float
    scoring_failure_rate: float
    overall: Union[Aggregate, None]
    per_metric: Dict[str, Aggregate]
    telemetry: TelemetryTotals


class Summary(_SummaryAlways, total=False):
    failed_trials: FailureCounts
    steps: List[StepOutcome]
    best_step: Union[StepOutcome, None]
    ended: SearchEnd
    holdout: Union[Holdout, None]
    error: str


class JobProgress(TypedDict):
    completed: int
    total: Union[int, None]
    in_flight: int
    rate: Union[float, None]
    eta_seconds: Union[float, None]
    waiting: Union[str, None]
    cost_usd: Union[float, None]
    tokens: int


class _JobDetailAlways(TypedDict):
    manifest: Manifest
    summary: Union[Summary, None]
    progress: Union[JobProgress, None]


class JobDetail(_JobDetailAlways, total=False):
    events: List[JobEvent]


class CancelledJob(TypedDict):
    job_id: str
    status: Literal["queued", "running", "done", "error", "cancelled", "interrupted"]


class ResumeJob(TypedDict, total=False):
    max_cost_usd: float
    max_tokens: int
    max_seconds: float
    max_failures: float
    retry_failed: bool
    force: bool


class _JobStatusAlways(TypedDict):
    job_id: str
    status: Literal["queued", "running", "done", "error", "cancelled", "interrupted"]


class JobStatus(_JobStatusAlways, total=False):
    note: str


class _ScoreJobAlways(TypedDict):
    metrics: List[str]


class ScoreJob(_ScoreJobAlways, total=False):
    max_cost_usd: float
    max_tokens: int
    max_seconds: float
    max_failures: float
    label: str


class ImportedJob(TypedDict):
    job_id: str
    is_new: bool


class SearchProgress(TypedDict):
    indexed: int
    of: int


class SampleError(TypedDict):
    type: str
    message: str


class _OtherSampleAlways(TypedDict):
    status: Literal["success", "failed"]
    replicate: int
    response: str
    scores: Dict[str, float]
    cut: List[Literal["inputs", "prompt", "response", "reference", "error"]]


class OtherSample(_OtherSampleAlways, total=False):
    error: SampleError


class ShortTexts(TypedDict):
    inputs: Union[str, None]
    prompt: Union[str, None]
    response: Union[str, None]
    reference: Union[str, None]
    error: Union[str, None]
    cut: List[Literal["inputs", "prompt", "response", "reference", "error"]]


class _TrialAlways(TypedDict):
    status: Literal["success", "failed"]
    trial_id: str
    replicate: int
    tags: List[str]
    input_tokens: Union[float, None]
    output_tokens: Union[float, None]
    latency: Union[float, None]
    cost: Union[float, None]
    delta: Union[float, None]
    seq: Union[int, None]
    example: Union[Example, None]
    step_index: int
    scores: Dict[str, float]
    scorings: List[ScoringPayload]


class Trial(_TrialAlways, total=False):
    started_at: str
    finished_at: str
    row: int
    part: Literal["training", "selection", "holdout"]
    output: Union[Dict[str, Any], List[Any], str, float, bool, None]
    telemetry: Telemetry
    error: TrialError
    other: Union[OtherSample, None]
    texts: ShortTexts


class Trials(TypedDict):
    next_cursor: Union[str, None]
    total: Union[int, None]
    search: Union[SearchProgress, None]
    trials: List[Trial]


Distribution = TypedDict("Distribution", {
    "from": "float",
    "to": "float",
    "counts": "List[float]",
}, total=False)


class MetricAggregate(TypedDict):
    mean: Union[float, None]
    sd: Union[float, None]
    n: int
    interval: Union[List[float], None]
    distribution: Union[Distribution, None]
    metric: str


class ValueAggregate(TypedDict):
    mean: Union[float, None]
    sd: Union[float, None]
    n: int
    interval: Union[List[float], None]
    distribution: Union[Distribution, None]


class PairedCounts(TypedDict):
    improved: int
    regressed: int
    equal: int
    missing: int


class ReasonCount(TypedDict):
    reason: str
    type: str
    shape: str
    count: int
    example: str
    first_id: str
    first_row: int
    first_replicate: int


class FailureCount(TypedDict):
    count: int
    reasons: List[ReasonCount]
    error_kind: str


class ScoringFailureCount(TypedDict):
    count: int
    reasons: List[ReasonCount]
    metric: str


class SampleLatency(TypedDict):
    n: int
    mean: float
    p50: float
    p95: float
    max: float


class SliceMetric(TypedDict):
    mean: Union[float, None]
    sd: Union[float, None]
    n: int
    metric: str


class SampleSlice(TypedDict):
    value: Union[str, None]
    samples: int
    failed: int
    metrics: List[SliceMetric]


class SampleAggregate(TypedDict):
    samples: int
    failed: int
    metrics: List[MetricAggregate]
    delta: Union[ValueAggregate, None]
    paired: Union[PairedCounts, None]
    failures: List[FailureCount]
    scoring_failures: List[ScoringFailureCount]
    input_tokens: int
    output_tokens: int
    cost: Union[float, None]
    latency: Union[SampleLatency, None]
    slices: Union[List[SampleSlice], None]
    more_slices: int
    search: Union[SearchProgress, None]


class SamplePlace(TypedDict):
    row: int
    replicate: int


class OneTrial(TypedDict):
    previous: Union[SamplePlace, None]
    next: Union[SamplePlace, None]
    trial: Trial


class ExampleMean(TypedDict):
    mean: float
    interval: Union[List[float], None]
    n: int


class TrajectoryStep(TypedDict):
    step_index: int
    run_id: str
    is_finished: bool
    is_best: bool
    score: Union[float, None]
    holdout_of: Union[int, None]
    training_score: Union[float, None]
    accepted: Union[bool, None]
    reason: Union[str, None]
    refused: List[str]
    difference_to_baseline: Union[float, None]
    metrics: Dict[str, ExampleMean]
    trials: int
    failed_trials: int
    cost_usd: Union[float, None]
    prompt_template: Union[str, None]
    thinking: Union[Thinking, None]
    advice: Union[str, None]


class Trajectory(TypedDict):
    steps: List[TrajectoryStep]


class _SavePromptAlways(TypedDict):
    name: str


class SavePrompt(_SavePromptAlways, total=False):
    step_index: int
    overwrite: bool


class SavedPrompt(TypedDict):
    project: str
    prompt: str
    file: str
    step_index: int
    outcome: Literal["created", "replaced", "unchanged"]
    warning: Union[str, None]


class IndexState(TypedDict):
    state: Literal["ready", "building", "stalled"]
    done: float
    temporary: bool


class Ready(TypedDict):
    status: Literal["ok"]
    index: IndexState
    checks: ReadyChecks


class WsPing(TypedDict):
    type: Literal["ping"]


class _WsSubscribeAlways(TypedDict):
    type: Literal["subscribe"]


class WsSubscribe(_WsSubscribeAlways, total=False):
    run_id: str
    comparison_id: str
    events: bool
    from_seq: int


class _WsUnsubscribeAlways(TypedDict):
    type: Literal["unsubscribe"]


class WsUnsubscribe(_WsUnsubscribeAlways, total=False):
    run_id: str
    comparison_id: str


class WsPong(TypedDict):
    type: Literal["pong"]


class _WsSubscribedAlways(TypedDict):
    type: Literal["subscribed"]


class WsSubscribed(_WsSubscribedAlways, total=False):
    run_id: str
    comparison_id: str


class _WsUnsubscribedAlways(TypedDict):
    type: Literal["unsubscribed"]


class WsUnsubscribed(_WsUnsubscribedAlways, total=False):
    run_id: str
    comparison_id: str


class _RunDataAlways(TypedDict):
    name: str
    label: Union[str, None]
    project: Union[str, None]
    program: Union[str, None]
    prompt: Union[str, None]
    model: Union[str, None]
    dataset: Union[str, None]
    run_id: str
    experiment_id: str
    status: Literal["in_progress", "completed", "failed", "cancelled"]
    num_samples: int
    total_samples: int
    failed_samples: int
    kind: Union[str, None]
    step_index: Union[int, None]
    metrics: Dict[str, float]
    cost_usd: Union[float, None]
    created_at: Union[str, None]
    finished_at: Union[str, None]
    job_id: Union[str, None]
    best_run_id: Union[str, None]
    error: Union[str, None]


class RunData(_RunDataAlways, total=False):
    indexing: Literal[True]


class WsRunStarted(TypedDict):
    type: Literal["run_started"]
    run_id: str
    data: RunData


class WsRunProgress(TypedDict):
    type: Literal["run_progress"]
    run_id: str
    progress: float
    completed: int
    total: Union[int, None]


class WsRunCompleted(TypedDict):
    type: Literal["run_completed"]
    run_id: str
    data: RunData


class WsJobEvent(TypedDict):
    type: Literal["job_event"]
    run_id: str
    event: JobEvent


class WsComparison(TypedDict):
    type: Literal["comparison"]
    comparison_id: str
    state: LiveState


class _WsErrorAlways(TypedDict):
    type: Literal["error"]
    message: str


class WsError(_WsErrorAlways, total=False):
    run_id: str
    comparison_id: str


class _ResultAlways(TypedDict):
    name: str
    label: Union[str, None]
    project: Union[str, None]
    program: Union[str, None]
    prompt: Union[str, None]
    model: Union[str, None]
    dataset: Union[str, None]
    id: str
    run_id: Union[str, None]
    job_id: Union[str, None]
    kind: Literal["run", "evaluate", "optimize", "score", "step", "import", "themis"]
    status: Literal["queued", "running", "done", "error", "cancelled", "interrupted"]
    experiment_id: str
    metrics: Dict[str, ExampleMean]
    total_samples: int
    failed_samples: int
    completed: Union[int, None]
    planned: Union[int, None]
    cost_usd: Union[float, None]
    started_at: Union[str, None]
    finished_at: Union[str, None]
    error: Union[str, None]
    step_index: Union[int, None]
    steps: Union[int, None]
    best_step_run_id: Union[str, None]


class Result(_ResultAlways, total=False):
    indexing: Literal[True]


class Results(TypedDict):
    results: List[Result]
    total: int
    next_cursor: Union[str, None]


class LabelSummary(TypedDict):
    name: str
    description: Union[str, None]
    created_at: str
    count: int
    mean: float


class LabelList(TypedDict):
    labels: List[LabelSummary]


class _NewLabelAlways(TypedDict):
    value: Union[float, bool]


class NewLabel(_NewLabelAlways, total=False):
    sample_id: Union[str, None]
    row: Union[int, None]
    replicate: Union[int, None]
    note: Union[str, None]


class _PutLabelsAlways(TypedDict):
    labels: List[NewLabel]


class PutLabels(_PutLabelsAlways, total=False):
    description: Union[str, None]


class Label(TypedDict):
    sample_id: str
    row: int
    replicate: int
    value: float
    note: Union[str, None]


class LabelSet(TypedDict):
    name: str
    description: Union[str, None]
    created_at: str
    count: int
    mean: float
    labels: List[Label]


class Judge(TypedDict):
    human_labels: int
    power_tuning: float
    mean: float
    standard_error: Union[float, None]
    interval: Union[List[float], None]
    classical_standard_error: Union[float, None]
    kappa: Union[float, None]


class LabelWarning(TypedDict):
    code: str
    message: str


class JudgedMetric(TypedDict):
    metric: str
    n: int
    mean: Union[float, None]
    judge: Union[Judge, None]
    warnings: List[LabelWarning]


class JudgedRun(TypedDict):
    run_id: str
    human_labels: str
    level: float
    results: List[JudgedMetric]


class _PlacedSampleAlways(TypedDict):
    id: str
    prompt: str
    response: str
    scores: Dict[str, float]
    tags: List[str]
    input_tokens: Union[float, None]
    output_tokens: Union[float, None]
    latency: Union[float, None]
    cost: Union[float, None]
    delta: Union[float, None]
    row: int
    replicate: int
    status: Literal["success", "failed"]


class PlacedSample(_PlacedSampleAlways, total=False):
    reference: str
    cluster: str
    error: SampleError
    raw_response: str
    other: Union[OtherSample, None]
    texts: ShortTexts


class RunSamples(TypedDict):
    next_cursor: Union[str, None]
    total: Union[int, None]
    search: Union[SearchProgress, None]
    samples: List[PlacedSample]


class RandomSamples(TypedDict):
    samples: List[PlacedSample]


class RunSample(TypedDict):
    previous: Union[SamplePlace, None]
    next: Union[SamplePlace, None]
    sample: PlacedSample


class _RunSummaryAlways(TypedDict):
    name: str
    label: Union[str, None]
    project: Union[str, None]
    program: Union[str, None]
    prompt: Union[str, None]
    model: Union[str, None]
    dataset: Union[str, None]
    run_id: str
    experiment_id: str
    status: Literal["in_progress", "completed", "failed", "cancelled"]
    num_samples: int
    total_samples: int
    failed_samples: int
    kind: Union[str, None]
    step_index: Union[int, None]
    metrics: Dict[str, float]
    cost_usd: Union[float, None]
    created_at: Union[str, None]
    source: Literal["job", "import", "themis"]


class RunSummary(_RunSummaryAlways, total=False):
    indexing: Literal[True]


class _ImportSampleAlways(TypedDict):
    id: str
    scores: Dict[str, Union[float, bool]]


class ImportSample(_ImportSampleAlways, total=False):
    prompt: str
    response: Union[str, Dict[str, Any], List[Any], float, bool, None]
    reference: Union[str, Dict[str, Any], List[Any], float, bool, None]
    cluster: Union[str, None]
    tags: Union[List[str], None]
    error: Union[Dict[str, Any], str, None]
    raw_response: Union[str, Dict[str, Any], List[Any], float, bool, None]
    example: Union[Dict[str, Any], None]
    reasons: Union[Dict[str, str], None]
    input_tokens: Union[int, None]
    output_tokens: Union[int, None]
    latency: Union[float, None]


class _ImportRunAlways(TypedDict):
    samples: List[ImportSample]


class ImportRun(_ImportRunAlways, total=False):
    run_id: str
    experiment_id: str
    status: Literal["in_progress", "completed", "failed", "cancelled"]
    created_at: str
    metadata: Dict[str, Any]


class _RunAlways(TypedDict):
    name: str
    label: Union[str, None]
    project: Union[str, None]
    program: Union[str, None]
    prompt: Union[str, None]
    model: Union[str, None]
    dataset: Union[str, None]
    run_id: str
    experiment_id: str
    status: Literal["in_progress", "completed", "failed", "cancelled"]
    num_samples: int
    total_samples: int
    failed_samples: int
    kind: Union[str, None]
    step_index: Union[int, None]
    metrics: Dict[str, float]
    cost_usd: Union[float, None]
    created_at: Union[str, None]
    source: Literal["job", "import", "themis"]
    metadata: Dict[str, Any]


class Run(_RunAlways, total=False):
    indexing: Literal[True]


class _ImportedRunAlways(TypedDict):
    name: str
    label: Union[str, None]
    project: Union[str, None]
    program: Union[str, None]
    prompt: Union[str, None]
    model: Union[str, None]
    dataset: Union[str, None]
    run_id: str
    experiment_id: str
    status: Literal["in_progress", "completed", "failed", "cancelled"]
    num_samples: int
    total_samples: int
    failed_samples: int
    kind: Union[str, None]
    step_index: Union[int, None]
    metrics: Dict[str, float]
    cost_usd: Union[float, None]
    created_at: Union[str, None]
    source: Literal["job", "import", "themis"]
    metadata: Dict[str, Any]
    is_new: bool


class ImportedRun(_ImportedRunAlways, total=False):
    indexing: Literal[True]


class _ImportedFileAlways(TypedDict):
    name: str
    label: Union[str, None]
    project: Union[str, None]
    program: Union[str, None]
    prompt: Union[str, None]
    model: Union[str, None]
    dataset: Union[str, None]
    run_id: str
    experiment_id: str
    status: Literal["in_progress", "completed", "failed", "cancelled"]
    num_samples: int
    total_samples: int
    failed_samples: int
    kind: Union[str, None]
    step_index: Union[int, None]
    metrics: Dict[str, float]
    cost_usd: Union[float, None]
    created_at: Union[str, None]
    source: Literal["job", "import", "themis"]
    metadata: Dict[str, Any]
    is_new: bool
    runs: List[ImportedRun]


class ImportedFile(_ImportedFileAlways, total=False):
    indexing: Literal[True]


class _SampleAlways(TypedDict):
    id: str
    prompt: str
    response: str
    scores: Dict[str, float]


class Sample(_SampleAlways, total=False):
    reference: str
    cluster: str
    tags: List[str]
    error: SampleError
    raw_response: str


class _RunDetailAlways(TypedDict):
    name: str
    label: Union[str, None]
    project: Union[str, None]
    program: Union[str, None]
    prompt: Union[str, None]
    model: Union[str, None]
    dataset: Union[str, None]
    run_id: str
    experiment_id: str
    status: Literal["in_progress", "completed", "failed", "cancelled"]
    num_samples: int
    total_samples: int
    failed_samples: int
    kind: Union[str, None]
    step_index: Union[int, None]
    metrics: Dict[str, float]
    cost_usd: Union[float, None]
    created_at: Union[str, None]
    source: Literal["job", "import", "themis"]
    metadata: Dict[str, Any]


class RunDetail(_RunDetailAlways, total=False):
    indexing: Literal[True]
    samples: List[Sample]


class Task(TypedDict):
    name: str
    run_ids: List[str]


class CompareRequest(TypedDict, total=False):
    metrics: Union[List[str], None]
    alpha: float
    cluster_by: str
    ranges: Dict[str, List[float]]
    run_ids: List[str]
    tasks: List[Task]
    slice_by: str
    statistical_test: Literal["auto", "bootstrap", "bootstrap_t", "permutation", "t_test", "wilcoxon", "mcnemar", "none"]
    correction: Literal["holm", "bh", "none"]
    family: Literal["all", "per-metric", "per-pair"]
    resamples: int
    seed: int
    margin: float
    missing: Literal["exclude", "worst", "zero"]
    lower_is_better: List[str]
    pass_k: List[int]
    human_labels: str


class Ranking(TypedDict):
    run_id: str
    name: str
    wins: int
    losses: int
    ties: int


class WinLoss(TypedDict):
    rankings: List[Ranking]


class NamedRun(TypedDict):
    run_id: str
    name: str


class EffectSizes(TypedDict):
    d_z: Union[float, None]
    hedges_g: Union[float, None]
    d_av: Union[float, None]
    rank_biserial: Union[float, None]
    cohens_h: Union[float, None]
    odds_ratio: Union[float, None]
    odds_ratio_unbounded: bool
    error_reduction_percent: Union[float, None]


class Repeats(TypedDict):
    within: float
    between: float
    share_within: Union[float, None]
    k_mean: float
    mde_by_repeats: Dict[str, Union[float, None]]
    mde_floor: Union[float, None]


class Selection(TypedDict):
    job: str
    candidates: int
    p_value_uncorrected: Union[float, None]


class Equivalence(TypedDict):
    margin: float
    method: Literal["bounded", "bounded-clusters", "t", None]
    p_value: Union[float, None]
    corrected_p_value: Union[float, None]
    p_not_worse: Union[float, None]
    p_not_better: Union[float, None]
    corrected_p_not_worse: Union[float, None]
    corrected_p_not_better: Union[float, None]
    interval: Union[List[float], None]
    equivalent: bool
    non_inferior: bool
    reason: Literal["range-unknown", None]


class Pairing(TypedDict):
    correlation: Union[float, None]
    unpaired_standard_error: float
    sample_gain: Union[float, None]


class FourfoldTable(TypedDict):
    both: int
    only_a: int
    only_b: int
    neither: int
    p_value: float
    mid_p_value: float


class Clustering(TypedDict):
    clusters: int
    effective_clusters: float
    design_effect: Union[float, None]
    sign_flip_p_value: Union[float, None]
    t_p_value: Union[float, None]


class Unpaired(TypedDict):
    t: Union[float, None]
    df: float
    p_value: Union[float, None]
    interval: Union[List[float], None]


class MissingScores(TypedDict):
    unscored_share: float
    verdict_if_worst_for_a: Literal["a_better", "b_better", "equivalent", "a_not_worse", "b_not_worse", "inconclusive", "insufficient_data", None]
    verdict_if_best_for_a: Literal["a_better", "b_better", "equivalent", "a_not_worse", "b_not_worse", "inconclusive", "insufficient_data", None]
    negligible_if_worst_for_a: bool
    negligible_if_best_for_a: bool
    equivalence_p_if_worst_for_a: Union[float, None]
    equivalence_p_if_best_for_a: Union[float, None]
    non_inferiority_p_if_worst_for_a: Union[float, None]
    robust: bool


class MacroTask(TypedDict):
    name: str
    run_a: str
    run_a_name: str
    run_b: str
    run_b_name: str
    n: int
    run_a_mean: Union[float, None]
    run_b_mean: Union[float, None]
    delta: Union[float, None]
    standard_error: Union[float, None]
    df: Union[float, None]
    interval: Union[List[float], None]


class Macro(TypedDict):
    tasks: List[MacroTask]
    delta: Union[float, None]
    p_value: Union[float, None]
    standard_error: Union[float, None]
    df: Union[float, None]
    interval: Union[List[float], None]
    verdict: Literal["a_better", "b_better", "equivalent", "a_not_worse", "b_not_worse", "inconclusive", "insufficient_data"]


class SampleTally(TypedDict):
    count: int
    ids: List[str]


class Coverage(TypedDict):
    n: int
    union: int
    only_a: SampleTally
    only_b: SampleTally
    invalid_a: SampleTally
    invalid_b: SampleTally
    duplicates_a: SampleTally
    duplicates_b: SampleTally


class ComparisonWarning(TypedDict):
    code: str
    message: str


class PairwiseResult(TypedDict):
    sentence: str
    metric: str
    run_a: str
    run_a_name: str
    run_b: str
    run_b_name: str
    run_a_mean: Union[float, None]
    run_b_mean: Union[float, None]
    delta: Union[float, None]
    delta_percent: Union[float, None]
    winner: str
    significant: bool
    p_value: Union[float, None]
    corrected_p_value: Union[float, None]
    corrected_significant: bool
    family_size: int
    verdict: Literal["a_better", "b_better", "equivalent", "a_not_worse", "b_not_worse", "inconclusive", "insufficient_data"]
    negligible: bool
    n: int
    method: Literal["sign-flip", "paired-t", "bootstrap", "bootstrap-t", "wilcoxon", "mcnemar", "clustered-t", "cluster-sign-flip", "clustered-bootstrap", "clustered-bootstrap-t", None]
    statistic: Union[float, None]
    df: Union[float, None]
    resampling: Literal["exact", "spectral", "monte-carlo", None]
    resamples: Union[int, None]
    seed: Union[int, Literal["exact"], None]
    p_standard_error: Union[float, None]
    interval: Union[List[float], None]
    interval_method: Literal["t", "tango", "bounded", "clustered-t", "cluster-sign-flip", "bootstrap-percentile", "bootstrap-t", None]
    level: float
    simultaneous_interval: Union[List[float], None]
    bca_interval: Union[List[float], None]
    standard_error: Union[float, None]
    run_a_interval: Union[List[float], None]
    run_b_interval: Union[List[float], None]
    effect_sizes: EffectSizes
    win_rate: Union[float, None]
    wins: int
    losses: int
    ties: int
    mde: Union[float, None]
    mde_family: Union[float, None]
    equivalence_power: Union[float, None]
    repeats: Union[Repeats, None]
    selection: Union[Selection, None]
    equivalence: Union[Equivalence, None]
    pairing: Union[Pairing, None]
    fourfold: Union[FourfoldTable, None]
    clustering: Union[Clustering, None]
    unpaired: Union[Unpaired, None]
    worst_case: Union[List[float], None]
    missing_scores: Union[MissingScores, None]
    macro: Union[Macro, None]
    coverage: Coverage
    warnings: List[ComparisonWarning]


class ComparedSlice(TypedDict):
    level: str
    n: int
    pairwise_results: List[PairwiseResult]
    warnings: List[ComparisonWarning]


class PassRate(TypedDict):
    mean: float
    standard_error: Union[float, None]
    interval: Union[List[float], None]


class PassK(TypedDict):
    k: int
    pass_at_k: Union[PassRate, None]
    pass_hat_k: Union[PassRate, None]
    problems: int
    skipped: int


class RunMean(TypedDict):
    run_id: str
    name: str
    mean: Union[float, None]
    standard_error: Union[float, None]
    interval: Union[List[float], None]
    interval_method: Literal["wilson", "wilson-effective", "t", None]
    repeats: Union[Repeats, None]
    pass_k: Union[List[PassK], None]
    judge: Union[Judge, None]


class Omnibus(TypedDict):
    chi_square: float
    df: int
    p_value: float
    f: Union[float, None]
    f_p_value: float
    average_ranks: List[float]
    nemenyi_difference: Union[float, None]
    nemenyi_note: Union[str, None]


class MetricSummary(TypedDict):
    sentence: str
    metric: str
    lower_is_better: bool
    n: int
    means: List[RunMean]
    best_run: Union[str, None]
    best_run_name: Union[str, None]
    may_be_best: Union[List[str], None]
    beaten_by: Union[Dict[str, List[str]], None]
    not_worse_than_best: Union[List[str], None]
    omnibus: Union[Omnibus, None]
    omnibus_reason: Literal["clustered", "tasks", None]
    warnings: List[ComparisonWarning]


class ComparisonMetadata(TypedDict):
    statistics_version: str
    assay_version: str
    statistical_test: Literal["auto", "bootstrap", "bootstrap_t", "permutation", "t_test", "wilcoxon", "mcnemar", "none"]
    methods: List[str]
    alpha: float
    level: float
    correction: Literal["holm", "bh", "none"]
    family: Literal["all", "per-metric", "per-pair"]
    family_sizes: List[float]
    resamples: Union[int, None]
    seed: Union[int, Literal["exact"]]
    margin: Union[float, None]
    missing: Literal["exclude", "worst", "zero"]
    cluster_by: Union[str, None]
    runs_in_progress: List[str]
    slice_by: Union[str, None]
    human_labels: Union[str, None]
    lower_is_better: List[str]
    samples: int
    common_samples: Dict[str, int]


class Comparison(TypedDict):
    run_ids: List[str]
    runs: List[NamedRun]
    headline: str
    metrics: List[str]
    best_run_per_metric: Dict[str, Union[str, None]]
    overall_best_run: Union[str, None]
    overall_best_run_name: Union[str, None]
    pairwise_results: List[PairwiseResult]
    slices: List[ComparedSlice]
    win_loss_summary: Dict[str, WinLoss]
    metric_summaries: List[MetricSummary]
    warnings: List[ComparisonWarning]
    metadata: ComparisonMetadata


class _PowerRequestAlways(TypedDict):
    run_ids: List[str]


class PowerRequest(_PowerRequestAlways, total=False):
    metrics: Union[List[str], None]
    alpha: float
    cluster_by: str
    ranges: Dict[str, List[float]]
    delta: float
    n: int
    power: float
    margin: float
    hypotheses: int
    repeats: int
    correlation: float


class MetricPower(TypedDict):
    metric: str
    observed_samples: int
    variance: Union[float, None]
    design_effect: Union[float, None]
    discordance: Union[float, None]
    delta: Union[float, None]
    required_samples: Union[int, None]
    required_clusters: Union[int, None]
    n: int
    mde: Union[float, None]
    mde_family: Union[float, None]
    achieved_power: Union[float, None]
    equivalence_power: Union[float, None]
    repeats: Union[Repeats, None]
    notes: List[str]


class Power(TypedDict):
    run_ids: List[str]
    runs: List[NamedRun]
    power: float
    alpha: float
    variance_from: Literal["pair", "run"]
    assumed_correlation: Union[float, None]
    results: List[MetricPower]


class _RaterAlways(TypedDict):
    run_id: str


class Rater(_RaterAlways, total=False):
    metric: str
    labels: str
    look: int
    looks: bool


class _AgreementRequestAlways(TypedDict):
    raters: List[Rater]


class AgreementRequest(_AgreementRequestAlways, total=False):
    level: Literal["nominal", "ordinal", "interval"]
    weights: Literal["unweighted", "linear", "quadratic"]
    alpha: float
    seed: int


class Kappa(TypedDict):
    kappa: Union[float, None]
    standard_error: Union[float, None]
    interval: Union[List[float], None]
    observed_agreement: float
    chance_agreement: float


class Krippendorff(TypedDict):
    alpha: Union[float, None]
    interval: Union[List[float], None]


class RatedBy(TypedDict):
    run_id: str
    run_name: str
    metric: Union[str, None]
    labels: Union[str, None]
    look: Union[int, None]
    n: int
    mean: Union[float, None]
    counts: Union[List[float], None]


class Agreement(TypedDict):
    n_items: int
    raters: List[RatedBy]
    level: Literal["nominal", "ordinal", "interval"]
    weights: Literal["unweighted", "linear", "quadratic"]
    kappa: Union[Kappa, None]
    krippendorff: Krippendorff
    values: Union[List[float], None]
    table: Union[List[List[int]], None]
    warnings: List[ComparisonWarning]


class _StartComparisonAlways(TypedDict):
    run_ids: List[str]


class StartComparison(_StartComparisonAlways, total=False):
    metrics: List[str]
    alpha: float
    margin: float
    population: Literal["dataset", "new"]
    stop: bool
    max_samples: int
    ranges: Dict[str, List[float]]
    lower_is_better: List[str]


class StateEnd(TypedDict):
    reason: Literal["decided", "complete", "max_samples", "cancelled", "run_deleted", "failed"]
    detail: Union[str, None]


class ControlRun(TypedDict):
    run_id: str
    weight: float


class LiveMetric(TypedDict):
    metric: str
    delta: Union[float, None]
    interval: List[float]
    p_value: float
    corrected_p_value: float
    log_e: Union[float, None]
    ahead: Literal["a", "b"]
    control: List[ControlRun]
    verdict: Literal["a_better", "b_better", "equivalent", "inconclusive"]
    is_fact: bool


class Saved(TypedDict):
    trials: int
    cost_usd: Union[float, None]


class LiveState(TypedDict):
    seq: int
    comparison_id: str
    n: int
    of: int
    metrics: List[LiveMetric]
    decided: bool
    saved: Union[Saved, None]
    ended: Union[StateEnd, None]


class LiveComparison(TypedDict):
    comparison_id: str
    status: Literal["running", "waiting", "ended"]
    run_ids: List[str]
    metrics: List[str]
    alpha: float
    margin: Union[float, None]
    population: Literal["dataset", "new"]
    stop: bool
    max_samples: Union[int, None]
    seed: int
    created_at: str
    ended_at: Union[str, None]
    ended: Union[StateEnd, None]
    state: Union[LiveState, None]


class LiveComparisonList(TypedDict):
    comparisons: List[LiveComparison]
    next_cursor: Union[str, None]


class AssayClient:
    """The server at `base_url`; every method raises an `ApiError` where it refuses, and `ConnectionFailed` where it can't be reached."""

    def __init__(self, base_url: str, api_key: Optional[str] = None, timeout: float = 60.0) -> None:
        """`api_key` is that of ASSAY_API_KEY without one; `timeout` is how many seconds the server may be silent, at least 30 for streams."""
        self._base_url = base_url.rstrip("/")
        self._timeout = timeout
        key = api_key if api_key is not None else os.environ.get("ASSAY_API_KEY")
        self._headers: Dict[str, str] = {"Authorization": f"Bearer {key}"} if key else {}

    def get_health(self) -> Health:
        """Say whether the server is up."""
        return cast("Health", json.loads(self._send("GET", "/api/health")))

    def get_service(self) -> Service:
        """Say what answers here."""
        return cast("Service", json.loads(self._send("GET", "/")))

    def get_me(self) -> Me:
        """Say who the caller is, and what they may do."""
        return cast("Me", json.loads(self._send("GET", "/api/me")))

    def list_settings(self) -> SettingList:
        """List every setting with its value, what the value is from, and what it is for."""
        return cast("SettingList", json.loads(self._send("GET", "/api/settings")))

    def list_keys(self) -> KeyList:
        """List the keys by which callers get in."""
        return cast("KeyList", json.loads(self._send("GET", "/api/keys")))

    def create_ticket(self) -> Ticket:
        """Get a ticket for an event stream or a WebSocket."""
        return cast("Ticket", json.loads(self._send("POST", "/api/tickets")))

    def get_catalog(self) -> Catalog:
        """List the projects and what each of them offers."""
        return cast("Catalog", json.loads(self._send("GET", "/api/catalog")))

    def list_benchmarks(self) -> BenchmarkList:
        """List the benchmarks that come with Assay."""
        return cast("BenchmarkList", json.loads(self._send("GET", "/api/benchmarks")))

    def fetch_benchmark(self, name: str) -> Benchmark:
        """Fetch the data of a benchmark."""
        return cast("Benchmark", json.loads(self._send("POST", f"/api/benchmarks/{_segment(name)}/fetch")))

    def list_models(self) -> List[Model]:
        """List the models that jobs have used, and those that need no network."""
        return cast("List[Model]", json.loads(self._send("GET", "/api/models")))

    def get_project(self, project: str) -> ProjectDetail:
        """Show what a project has, as it is read."""
        return cast("ProjectDetail", json.loads(self._send("GET", f"/api/projects/{_segment(project)}")))

    def get_prompt(self, project: str, name: str) -> PromptDetail:
        """Show a prompt of a project with its whole template."""
        return cast("PromptDetail", json.loads(self._send("GET", f"/api/projects/{_segment(project)}/prompts/{_segment(name)}")))

    def list_dataset_rows(self, project: str, dataset: str, *, limit: Optional[int] = None, offset: Optional[int] = None, q: Optional[str] = None) -> DatasetRows:
        """Page through the rows of a dataset, as jobs read them."""
        return cast("DatasetRows", json.loads(self._send("GET", f"/api/projects/{_segment(project)}/datasets/{_segment(dataset)}/rows", query={"limit": limit, "offset": offset, "q": q})))

    def start_run(self, body: RunRequest, *, dry_run: Optional[Literal["true", "false"]] = None, idempotency_key: Optional[str] = None) -> Union[StartedJob, PlannedJob]:
        """Start a run: a program over a dataset, without scores."""
        return cast("Union[StartedJob, PlannedJob]", json.loads(self._send("POST", "/api/run", query={"dry_run": dry_run}, headers={"Idempotency-Key": idempotency_key}, body=body)))

    def start_evaluate(self, body: EvaluateRequest, *, dry_run: Optional[Literal["true", "false"]] = None, idempotency_key: Optional[str] = None) -> Union[StartedJob, PlannedJob]:
        """Start an evaluation: a run whose trials are scored by metrics."""
        return cast("Union[StartedJob, PlannedJob]", json.loads(self._send("POST", "/api/evaluate", query={"dry_run": dry_run}, headers={"Idempotency-Key": idempotency_key}, body=body)))

    def start_optimize(self, body: OptimizeRequest, *, dry_run: Optional[Literal["true", "false"]] = None, idempotency_key: Optional[str] = None) -> Union[StartedJob, PlannedJob]:
        """Start an optimization: a search for a better prompt template."""
        return cast("Union[StartedJob, PlannedJob]", json.loads(self._send("POST", "/api/optimize", query={"dry_run": dry_run}, headers={"Idempotency-Key": idempotency_key}, body=body)))

    def list_jobs(self, *, limit: Optional[int] = None, cursor: Optional[str] = None, project: Optional[str] = None, kind: Optional[Literal["run", "evaluate", "optimize"]] = None, status: Optional[Literal["queued", "running", "done", "error", "cancelled", "interrupted"]] = None, q: Optional[str] = None, sort: Optional[str] = None) -> JobList:
        """List jobs, newest first."""
        return cast("JobList", json.loads(self._send("GET", "/api/jobs", query={"limit": limit, "cursor": cursor, "project": project, "kind": kind, "status": status, "q": q, "sort": sort})))

    def get_job(self, job_id: str, *, events: Optional[Literal["true", "false"]] = None) -> JobDetail:
        """Show a job with all its events and its summary."""
        return cast("JobDetail", json.loads(self._send("GET", f"/api/jobs/{_segment(job_id)}", query={"events": events})))

    def delete_job(self, job_id: str) -> None:
        """Delete a job that has ended, with its events and its runs."""
        self._send("DELETE", f"/api/jobs/{_segment(job_id)}")

    def cancel_job(self, job_id: str) -> CancelledJob:
        """Cancel a job that runs or waits."""
        return cast("CancelledJob", json.loads(self._send("POST", f"/api/jobs/{_segment(job_id)}/cancel")))

    def resume_job(self, job_id: str, body: ResumeJob, *, idempotency_key: Optional[str] = None) -> JobStatus:
        """Resume a job that ended before its work was done."""
        return cast("JobStatus", json.loads(self._send("POST", f"/api/jobs/{_segment(job_id)}/resume", headers={"Idempotency-Key": idempotency_key}, body=body)))

    def score_job(self, job_id: str, body: ScoreJob, *, idempotency_key: Optional[str] = None) -> StartedJob:
        """Score the stored outputs of a job by other metrics."""
        return cast("StartedJob", json.loads(self._send("POST", f"/api/jobs/{_segment(job_id)}/score", headers={"Idempotency-Key": idempotency_key}, body=body)))

    def archive_job(self, job_id: str, *, accept: Optional[str] = None) -> str:
        """Give a job out with all its files."""
        return self._send("GET", f"/api/jobs/{_segment(job_id)}/archive", accept=accept).decode("utf-8")

    def import_job(self, body: bytes) -> ImportedJob:
        """Take back a job that was given out."""
        return cast("ImportedJob", json.loads(self._send("POST", "/api/jobs/import", data=body)))

    def list_trials(self, job_id: str, *, status: Optional[Literal["success", "failed"]] = None, error_kind: Optional[str] = None, reason: Optional[str] = None, metric: Optional[str] = None, min: Optional[float] = None, max: Optional[float] = None, against: Optional[str] = None, delta_min: Optional[float] = None, delta_max: Optional[float] = None, paired: Optional[Literal["improved", "regressed", "equal", "missing"]] = None, lower_is_better: Optional[Literal["true", "false"]] = None, tag: Optional[str] = None, q: Optional[str] = None, sort: Optional[str] = None, limit: Optional[int] = None, cursor: Optional[str] = None, offset: Optional[int] = None, texts: Optional[Literal["whole", "short"]] = None, step_index: Optional[int] = None) -> Trials:
        """Find, sort and page the trials of a job."""
        return cast("Trials", json.loads(self._send("GET", f"/api/jobs/{_segment(job_id)}/trials", query={"status": status, "error_kind": error_kind, "reason": reason, "metric": metric, "min": min, "max": max, "against": against, "delta_min": delta_min, "delta_max": delta_max, "paired": paired, "lower_is_better": lower_is_better, "tag": tag, "q": q, "sort": sort, "limit": limit, "cursor": cursor, "offset": offset, "texts": texts, "step_index": step_index})))

    def aggregate_trials(self, job_id: str, *, status: Optional[Literal["success", "failed"]] = None, error_kind: Optional[str] = None, reason: Optional[str] = None, metric: Optional[str] = None, min: Optional[float] = None, max: Optional[float] = None, against: Optional[str] = None, delta_min: Optional[float] = None, delta_max: Optional[float] = None, paired: Optional[Literal["improved", "regressed", "equal", "missing"]] = None, lower_is_better: Optional[Literal["true", "false"]] = None, tag: Optional[str] = None, q: Optional[str] = None, slice_by: Optional[str] = None, step_index: Optional[int] = None) -> SampleAggregate:
        """Count and average the trials of a job that match."""
        return cast("SampleAggregate", json.loads(self._send("GET", f"/api/jobs/{_segment(job_id)}/trials/aggregate", query={"status": status, "error_kind": error_kind, "reason": reason, "metric": metric, "min": min, "max": max, "against": against, "delta_min": delta_min, "delta_max": delta_max, "paired": paired, "lower_is_better": lower_is_better, "tag": tag, "q": q, "slice_by": slice_by, "step_index": step_index})))

    def get_trial(self, job_id: str, row: int, *, replicate: Optional[int] = None, step_index: Optional[int] = None) -> OneTrial:
        """Show one trial of a job, with its neighbours."""
        return cast("OneTrial", json.loads(self._send("GET", f"/api/jobs/{_segment(job_id)}/trials/{_segment(row)}", query={"replicate": replicate, "step_index": step_index})))

    def get_job_report(self, job_id: str, *, format: Optional[Literal["markdown", "html"]] = None, download: Optional[Literal["true", "false"]] = None, accept: Optional[str] = None) -> str:
        """Report on a job, for people."""
        return self._send("GET", f"/api/jobs/{_segment(job_id)}/report", query={"format": format, "download": download}, accept=accept).decode("utf-8")

    def list_steps(self, job_id: str) -> Trajectory:
        """Show the steps of an optimize job, with their templates, scores and the proposer’s reasoning."""
        return cast("Trajectory", json.loads(self._send("GET", f"/api/jobs/{_segment(job_id)}/steps")))

    def save_prompt(self, job_id: str, body: SavePrompt) -> SavedPrompt:
        """Save a template of an optimize job as a prompt of its project."""
        return cast("SavedPrompt", json.loads(self._send("POST", f"/api/jobs/{_segment(job_id)}/prompt", body=body)))

    def get_ready(self) -> Ready:
        """Say whether the server can do its work."""
        return cast("Ready", json.loads(self._send("GET", "/api/ready")))

    def stream_job_events(self, job_id: str, *, from_seq: int = 0) -> Iterator[JobEvent]:
        """Stream a job’s events until it ends."""
        return cast("Iterator[JobEvent]", self._follow(f"/api/jobs/{_segment(job_id)}/events", from_seq))

    def list_results(self, *, q: Optional[str] = None, kind: Optional[Literal["run", "evaluate", "optimize", "score", "step", "import", "themis"]] = None, status: Optional[Literal["queued", "running", "done", "error", "cancelled", "interrupted"]] = None, project: Optional[str] = None, program: Optional[str] = None, prompt: Optional[str] = None, dataset: Optional[str] = None, model: Optional[str] = None, experiment_id: Optional[str] = None, steps: Optional[Literal["none", "best", "all"]] = None, sort: Optional[str] = None, limit: Optional[int] = None, cursor: Optional[str] = None, offset: Optional[int] = None) -> Results:
        """List jobs, steps and runs from elsewhere in one list, newest first."""
        return cast("Results", json.loads(self._send("GET", "/api/results", query={"q": q, "kind": kind, "status": status, "project": project, "program": program, "prompt": prompt, "dataset": dataset, "model": model, "experiment_id": experiment_id, "steps": steps, "sort": sort, "limit": limit, "cursor": cursor, "offset": offset})))

    def list_labels(self, run_id: str) -> LabelList:
        """List the human labels of a run."""
        return cast("LabelList", json.loads(self._send("GET", f"/api/runs/{_segment(run_id)}/labels")))

    def put_labels(self, run_id: str, name: str, body: PutLabels) -> LabelSummary:
        """Store human labels of some samples of a run."""
        return cast("LabelSummary", json.loads(self._send("PUT", f"/api/runs/{_segment(run_id)}/labels/{_segment(name)}", body=body)))

    def get_labels(self, run_id: str, name: str) -> LabelSet:
        """Show human labels of a run."""
        return cast("LabelSet", json.loads(self._send("GET", f"/api/runs/{_segment(run_id)}/labels/{_segment(name)}")))

    def delete_labels(self, run_id: str, name: str) -> None:
        """Delete human labels of a run."""
        self._send("DELETE", f"/api/runs/{_segment(run_id)}/labels/{_segment(name)}")

    def judge_run(self, run_id: str, name: str, *, metric: Optional[str] = None, alpha: Optional[float] = None) -> JudgedRun:
        """Hold the metrics of a run against human labels."""
        return cast("JudgedRun", json.loads(self._send("GET", f"/api/runs/{_segment(run_id)}/labels/{_segment(name)}/judge", query={"metric": metric, "alpha": alpha})))

    def list_samples(self, run_id: str, *, status: Optional[Literal["success", "failed"]] = None, error_kind: Optional[str] = None, reason: Optional[str] = None, metric: Optional[str] = None, min: Optional[float] = None, max: Optional[float] = None, against: Optional[str] = None, delta_min: Optional[float] = None, delta_max: Optional[float] = None, paired: Optional[Literal["improved", "regressed", "equal", "missing"]] = None, lower_is_better: Optional[Literal["true", "false"]] = None, tag: Optional[str] = None, q: Optional[str] = None, sort: Optional[str] = None, limit: Optional[int] = None, cursor: Optional[str] = None, offset: Optional[int] = None, texts: Optional[Literal["whole", "short"]] = None) -> RunSamples:
        """Find, sort and page the samples of a run."""
        return cast("RunSamples", json.loads(self._send("GET", f"/api/runs/{_segment(run_id)}/samples", query={"status": status, "error_kind": error_kind, "reason": reason, "metric": metric, "min": min, "max": max, "against": against, "delta_min": delta_min, "delta_max": delta_max, "paired": paired, "lower_is_better": lower_is_better, "tag": tag, "q": q, "sort": sort, "limit": limit, "cursor": cursor, "offset": offset, "texts": texts})))

    def aggregate_samples(self, run_id: str, *, status: Optional[Literal["success", "failed"]] = None, error_kind: Optional[str] = None, reason: Optional[str] = None, metric: Optional[str] = None, min: Optional[float] = None, max: Optional[float] = None, against: Optional[str] = None, delta_min: Optional[float] = None, delta_max: Optional[float] = None, paired: Optional[Literal["improved", "regressed", "equal", "missing"]] = None, lower_is_better: Optional[Literal["true", "false"]] = None, tag: Optional[str] = None, q: Optional[str] = None, slice_by: Optional[str] = None) -> SampleAggregate:
        """Count and average the samples of a run that match."""
        return cast("SampleAggregate", json.loads(self._send("GET", f"/api/runs/{_segment(run_id)}/samples/aggregate", query={"status": status, "error_kind": error_kind, "reason": reason, "metric": metric, "min": min, "max": max, "against": against, "delta_min": delta_min, "delta_max": delta_max, "paired": paired, "lower_is_better": lower_is_better, "tag": tag, "q": q, "slice_by": slice_by})))

    def draw_samples(self, run_id: str, *, n: Optional[int] = None, seed: Optional[int] = None) -> RandomSamples:
        """Draw samples of a run at random, to be labelled."""
        return cast("RandomSamples", json.loads(self._send("GET", f"/api/runs/{_segment(run_id)}/samples/random", query={"n": n, "seed": seed})))

    def get_sample(self, run_id: str, row: int, *, replicate: Optional[int] = None) -> RunSample:
        """Show one sample of a run, with its neighbours."""
        return cast("RunSample", json.loads(self._send("GET", f"/api/runs/{_segment(run_id)}/samples/{_segment(row)}", query={"replicate": replicate})))

    def export_run(self, run_id: str, *, format: Optional[Literal["eee", "csv", "jsonl", "inspect"]] = None, part: Optional[Literal["evaluation", "samples"]] = None) -> Dict[str, Any]:
        """Give a run out as a file that others read."""
        return cast("Dict[str, Any]", json.loads(self._send("GET", f"/api/runs/{_segment(run_id)}/export", query={"format": format, "part": part})))

    def list_runs(self, *, limit: Optional[int] = None, cursor: Optional[str] = None, experiment_id: Optional[str] = None, status: Optional[Literal["in_progress", "completed", "failed", "cancelled"]] = None, q: Optional[str] = None, sort: Optional[str] = None) -> List[RunSummary]:
        """List runs, newest first."""
        return cast("List[RunSummary]", json.loads(self._send("GET", "/api/runs", query={"limit": limit, "cursor": cursor, "experiment_id": experiment_id, "status": status, "q": q, "sort": sort})))

    def import_run(self, body: ImportRun) -> Run:
        """Import results from elsewhere as a run."""
        return cast("Run", json.loads(self._send("POST", "/api/runs", body=body)))

    def import_file(self, body: bytes, *, run_id: Optional[str] = None, experiment_id: Optional[str] = None, label: Optional[str] = None, name: Optional[str] = None) -> ImportedFile:
        """Import a file of another harness, or of Assay."""
        return cast("ImportedFile", json.loads(self._send("POST", "/api/runs/import", query={"run_id": run_id, "experiment_id": experiment_id, "label": label, "name": name}, data=body)))

    def get_run(self, run_id: str, *, limit: Optional[int] = None, offset: Optional[int] = None, samples: Optional[Literal["true", "false"]] = None) -> RunDetail:
        """Show a run with its samples."""
        return cast("RunDetail", json.loads(self._send("GET", f"/api/runs/{_segment(run_id)}", query={"limit": limit, "offset": offset, "samples": samples})))

    def delete_run(self, run_id: str) -> None:
        """Delete a run."""
        self._send("DELETE", f"/api/runs/{_segment(run_id)}")

    def compare_runs(self, body: CompareRequest) -> Comparison:
        """Compare runs, sample by sample."""
        return cast("Comparison", json.loads(self._send("POST", "/api/compare", body=body)))

    def report_comparison(self, body: CompareRequest, *, accept: Optional[str] = None) -> str:
        """Compare runs and get the result as a page, or as Markdown."""
        return self._send("POST", "/api/compare/report", body=body, accept=accept).decode("utf-8")

    def show_comparison_report(self, *, run_ids: Optional[List[str]] = None, metrics: Optional[List[str]] = None, lower_is_better: Optional[List[str]] = None, pass_k: Optional[List[float]] = None, alpha: Optional[float] = None, margin: Optional[float] = None, resamples: Optional[float] = None, seed: Optional[float] = None, ranges: Optional[str] = None, tasks: Optional[str] = None, cluster_by: Optional[str] = None, slice_by: Optional[str] = None, statistical_test: Optional[str] = None, correction: Optional[str] = None, family: Optional[str] = None, missing: Optional[str] = None, human_labels: Optional[str] = None, accept: Optional[str] = None) -> str:
        """The report of a comparison, at an address of its own."""
        return self._send("GET", "/api/compare/report", query={"run_ids": run_ids, "metrics": metrics, "lower_is_better": lower_is_better, "pass_k": pass_k, "alpha": alpha, "margin": margin, "resamples": resamples, "seed": seed, "ranges": ranges, "tasks": tasks, "cluster_by": cluster_by, "slice_by": slice_by, "statistical_test": statistical_test, "correction": correction, "family": family, "missing": missing, "human_labels": human_labels}, accept=accept).decode("utf-8")

    def plan_samples(self, body: PowerRequest) -> Power:
        """How many samples it takes to see a difference."""
        return cast("Power", json.loads(self._send("POST", "/api/power", body=body)))

    def measure_agreement(self, body: AgreementRequest) -> Agreement:
        """How far judges and people agree on the same samples."""
        return cast("Agreement", json.loads(self._send("POST", "/api/agreement", body=body)))

    def start_comparison(self, body: StartComparison, *, idempotency_key: Optional[str] = None) -> LiveComparison:
        """Compare a candidate with a baseline while they run."""
        return cast("LiveComparison", json.loads(self._send("POST", "/api/comparisons", headers={"Idempotency-Key": idempotency_key}, body=body)))

    def list_comparisons(self, *, limit: Optional[int] = None, cursor: Optional[str] = None, run_id: Optional[str] = None) -> LiveComparisonList:
        """List live comparisons, newest first."""
        return cast("LiveComparisonList", json.loads(self._send("GET", "/api/comparisons", query={"limit": limit, "cursor": cursor, "run_id": run_id})))

    def get_comparison(self, comparison_id: str) -> LiveComparison:
        """Show a live comparison with what was said last."""
        return cast("LiveComparison", json.loads(self._send("GET", f"/api/comparisons/{_segment(comparison_id)}")))

    def delete_comparison(self, comparison_id: str) -> None:
        """Delete a live comparison; its runs stay, and go on."""
        self._send("DELETE", f"/api/comparisons/{_segment(comparison_id)}")

    def stream_comparison(self, comparison_id: str, *, from_seq: int = 0) -> Iterator[LiveState]:
        """Stream a live comparison’s states until it ends."""
        return cast("Iterator[LiveState]", self._follow(f"/api/comparisons/{_segment(comparison_id)}/events", from_seq))

    def get_metrics(self, *, accept: Optional[str] = None) -> str:
        """Show what the server counts, for Prometheus."""
        return self._send("GET", "/metrics", accept=accept).decode("utf-8")

    def _send(
        self,
        method: str,
        path: str,
        query: Optional[Mapping[str, Any]] = None,
        headers: Optional[Mapping[str, Optional[str]]] = None,
        body: Any = None,
        data: Optional[bytes] = None,
        accept: Optional[str] = None,
    ) -> bytes:
        sent = {name: value for name, value in (headers or {}).items() if value is not None}
        if accept is not None:
            sent["Accept"] = accept
        if body is not None:
            data = json.dumps(body).encode("utf-8")
            sent["Content-Type"] = "application/json"
        elif data is not None:
            sent["Content-Type"] = "application/octet-stream"
        try:
            with self._open(method, path + _query_string(query or {}), sent, data) as response:
                return cast(bytes, response.read())
        except (OSError, http.client.HTTPException) as error:
            raise ConnectionFailed(f"{self._base_url}: {error}") from error

    def _follow(self, path: str, from_seq: int) -> Iterator[Any]:
        """Every message of a stream, each once; a lost connection is resumed after the last one, by Last-Event-ID."""
        last = from_seq - 1
        waits = iter(_RECONNECT_SECONDS)
        while True:
            resumed = {"Accept": "text/event-stream"}
            if last >= 0:
                resumed["Last-Event-ID"] = str(last)
            try:
                with self._open("GET", path, resumed, None) as response:
                    for line in _lines(response):
                        if line.startswith(b"data: "):
                            message = json.loads(line[len(b"data: ") :])
                            waits = iter(_RECONNECT_SECONDS)
                            if message["seq"] > last:
                                last = message["seq"]
                                yield message
                return
            except ApiError as error:
                if error.status != 503:
                    raise
                _wait(waits, error)
            except (OSError, http.client.HTTPException) as error:
                _wait(waits, ConnectionFailed(f"{self._base_url}: {error}"))

    def _open(self, method: str, path: str, headers: Mapping[str, str], data: Optional[bytes]) -> Any:
        request = urllib.request.Request(
            self._base_url + path, data=data, headers={**self._headers, **headers}, method=method
        )
        try:
            return urllib.request.urlopen(request, timeout=self._timeout)
        except urllib.error.HTTPError as error:
            with error:
                raise _refusal(error) from None


#: Waits before a lost stream is asked for again; every message that comes starts them anew.
_RECONNECT_SECONDS = (0.1, 0.5, 1, 2, 4, 8, 15, 30)


def _wait(waits: Iterator[float], error: Exception) -> None:
    seconds = next(waits, None)
    if seconds is None:
        raise error
    time.sleep(seconds)


def _refusal(error: urllib.error.HTTPError) -> ApiError:
    try:
        problem = json.loads(error.read())
    except (ValueError, OSError, http.client.HTTPException):
        problem = {}
    if not isinstance(problem, dict):
        problem = {}
    detail = problem.get("detail") or f"the server answered {error.code} {error.reason}"
    wait = error.headers.get("Retry-After", "")
    return ApiError(error.code, str(detail), problem, float(wait) if wait.isdigit() else None)


def _lines(response: Any) -> Iterator[bytes]:
    """The lines of a body; unlike `for line in response`, it raises when the connection breaks."""
    rest = b""
    while True:
        chunk = response.read1(65536)
        if not chunk:
            return
        *whole, rest = (rest + chunk).split(b"\n")
        yield from whole


def _segment(value: object) -> str:
    return urllib.parse.quote(str(value), safe="")


def _query_string(values: Mapping[str, Any]) -> str:
    pairs = [(name, _query_value(value)) for name, value in values.items() if value is not None]
    return "?" + urllib.parse.urlencode(pairs, doseq=True) if pairs else ""


def _query_value(value: Any) -> Any:
    return str(value).lower() if isinstance(value, bool) else value
