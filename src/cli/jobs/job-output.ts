import { once } from 'node:events';
import type { JobEvent } from '../../domain/job-event.ts';
import type { JobKind } from '../../domain/job-fields.ts';
import type { CountedReason } from '../../evaluation/failure-tally.ts';
import type { JobFold } from '../../evaluation/job-fold.ts';
import type { Figures, StepFigures } from '../../evaluation/step-fold.ts';
import type { LiveComparisonDto } from '../../live/comparisons.dto.ts';
import type { LiveStateDto } from '../../live/live-state.dto.ts';
import type { JobDocument } from '../api-client.ts';
import { shownInterval } from '../../statistics/shown-interval.ts';
import { RESULT_LEGEND, resultTable, stepTable, stepTotals } from '../result-table.ts';
import { wrapped } from '../fitted-text.ts';
import { stepName } from '../step-lines.ts';
import type { Look, Terminal } from '../terminal.ts';
import { foundText } from './comparison-watch.ts';
import type { Format } from './job-flags.ts';
import { jsonText } from '../../evaluation/json-text.ts';

/** What there is to say of a job at its end. */
export interface EndedJob {
  readonly job: JobDocument;
  /** Has all of the job's events. */
  readonly fold: JobFold;
  readonly locations: readonly string[];
  /** With a baseline, if it was asked for. */
  readonly comparison?: LiveComparisonDto;
}

/** Writes what a job prints to standard output. */
export interface JobOutput {
  event(event: JobEvent): void | Promise<void>;
  /** A state of the comparison that the job is in. */
  state(state: LiveStateDto): void | Promise<void>;
  end(ended: EndedJob): void;
}

/** `name` is the heading of the column of results. */
export function jobOutput(format: Format, terminal: Terminal, name: string): JobOutput {
  if (format === 'json') return jsonOutput(terminal);
  return format === 'ndjson' ? ndjsonOutput(terminal) : textOutput(terminal, name);
}

/** Reasons of failures in a document. */
const MOST_REASONS = 10;

/** One document, `{ manifest, summary, scores, failures }`, and `comparison` where there is one. */
function jsonOutput({ out }: Terminal): JobOutput {
  return {
    event: () => undefined,
    state: () => undefined,
    end({ job: { manifest, summary }, fold, comparison }) {
      const scores = manifest.kind === 'optimize' ? fold.toldStep : fold.total;
      const failures = fold.failureReasons(MOST_REASONS).map(wireReason);
      const found = { manifest, summary, scores: scores === null ? null : scoresOf(scores), failures };
      out.write(`${jsonText(comparison === undefined ? found : { ...found, comparison }, 2)}\n`);
    },
  };
}

/** `metric` is `null` for trials. */
function wireReason({ key, metric, type, shape, count, example }: CountedReason): object {
  return { reason: key, metric, type, shape, count, example };
}

/** What the tables show: means over examples, of an optimize job those of its best step, on held-out rows where there are some. */
function scoresOf({ overall, metrics }: Figures): object {
  const perMetric: Record<string, object> = {};
  for (const [name, { overExamples, bounds }] of metrics)
    perMetric[name] = { ...overExamples, interval: shownInterval({ ...overExamples, ...bounds }) };
  return { overall: overall.mean, per_metric: perMetric };
}

/** The envelopes, a line each, as they come; states of a comparison as a WebSocket has them. */
function ndjsonOutput({ out }: Terminal): JobOutput {
  const write = async (line: object): Promise<void> => {
    if (!out.write(`${jsonText(line)}\n`)) await once(out, 'drain').catch(() => undefined);
  };
  return {
    event: write,
    state: (state) => write({ type: 'comparison', comparison_id: state.comparison_id, state }),
    end: () => undefined,
  };
}

/** Tables for people. */
function textOutput(terminal: Terminal, name: string): JobOutput {
  const { out } = terminal;
  return {
    event: () => undefined,
    state: () => undefined,
    end({ job: { manifest, summary }, fold, locations, comparison }) {
      if (summary !== null) out.write(resultText(manifest.kind, name, fold, terminal));
      if (comparison !== undefined) out.write(`\n${wrapped(foundText(comparison), terminal.columns)}\n`);
      out.write(`\nJob      ${manifest.job_id}\nArchive  ${locations.join('\n         ')}\n`);
    },
  };
}

function resultText(kind: JobKind, name: string, fold: JobFold, look: Look): string {
  switch (kind) {
    case 'run':
      return `${resultTable([{ name, figures: fold.total }], look)}\n`;
    case 'evaluate':
      return `${resultTable([{ name, figures: fold.total }], look)}\n\n${RESULT_LEGEND}\n`;
    case 'optimize':
      return `${stepTable(fold, look)}\n\n${wrapped(stepTotals(fold), look.columns)}\n${fold.bestStep === null ? '' : bestTemplate(fold.bestStep)}`;
  }
}

function bestTemplate({ stepIndex: index, promptTemplate }: StepFigures): string {
  return `\nThe best template (${stepName(index)}):\n\n${(promptTemplate ?? '').trimEnd()}\n`;
}
