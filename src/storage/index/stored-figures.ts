import type { MetricDefinition, RunFigures } from '../../domain/run-of-job.ts';
import type { Aggregate } from '../../evaluation/event.ts';
import type { MetricInfo } from '../../evaluation/scoring.ts';
import type { StepFigures } from '../../evaluation/step-fold.ts';

/** What one metric has scored in a run. */
export interface StoredMetricFigures {
  readonly name: string;
  readonly info: MetricInfo | null;
  readonly overExamples: Aggregate;
  readonly overScorings: Aggregate;
}

/** The figures of a step, or of a job without steps, as `runs.figures` has them: all that the fold has counted and averaged. */
export interface StoredFigures {
  readonly stepIndex: number;
  readonly isFinished: boolean;
  readonly promptTemplate: string | null;
  readonly score: number | null;
  readonly trials: number;
  readonly scoredTrials: number;
  readonly failedTrials: number;
  readonly scorings: number;
  readonly failedScorings: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
  /** Seconds, of all model calls. */
  readonly latency: number;
  readonly examples: number;
  readonly metrics: readonly StoredMetricFigures[];
  readonly overall: Aggregate;
}

/** What the fold says of a step by now. */
export function storedFigures(step: StepFigures): StoredFigures {
  return {
    stepIndex: step.stepIndex,
    isFinished: step.isFinished,
    promptTemplate: step.promptTemplate,
    score: step.score,
    trials: step.trials,
    scoredTrials: step.scoredTrials,
    failedTrials: step.failedTrials,
    scorings: step.scorings,
    failedScorings: step.failedScorings,
    inputTokens: step.inputTokens,
    outputTokens: step.outputTokens,
    latency: step.latency,
    examples: step.examples,
    metrics: Array.from(step.metrics, ([name, { info, overExamples, overScorings }]) => ({
      name,
      info,
      overExamples,
      overScorings,
    })),
    overall: step.overall,
  };
}

/** The same as a run needs it. */
export function countedFigures(stored: StoredFigures): RunFigures {
  const metrics = stored.metrics.flatMap(({ name, overExamples: { mean } }): [string, number][] =>
    mean === null ? [] : [[name, mean]],
  );
  const definitions = stored.metrics.flatMap(({ name, info }): [string, MetricDefinition][] =>
    info === null ? [] : [[name, { description: info.description, kind: info.kind }]],
  );
  return {
    sampleCount: stored.scoredTrials,
    totalSamples: stored.trials,
    failedTrials: stored.failedTrials,
    failedScorings: stored.failedScorings,
    metrics: Object.fromEntries(metrics),
    metricDefinitions: Object.fromEntries(definitions),
    promptTemplate: stored.promptTemplate,
    isFinished: stored.isFinished,
  };
}
