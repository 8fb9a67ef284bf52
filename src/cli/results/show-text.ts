import { stopText } from '../../domain/stop-text.ts';
import { jobFields, type JobKind, type JobRequestFields, jobSpec } from '../../domain/job-fields.ts';
import { jobName } from '../../domain/run-name.ts';
import { sumIfKnown } from '../../evaluation/call-totals.ts';
import { visibleLine } from '../../evaluation/visible-text.ts';
import { jobSeconds, tookText } from '../../reports/job-seconds.ts';
import { statusWord } from '../../reports/status-word.ts';
import { countFigure, dollarFigure, durationFigure, rangeFigure, scoreFigure } from '../../reports/figures.ts';
import type { SampleAggregateDto } from '../../http/sample-aggregate.dto.ts';
import type { TrajectoryStepDto } from '../../jobs/steps.dto.ts';
import { padded, textWidth, wrapped } from '../fitted-text.ts';
import { difference, scoreText, stepName } from '../step-lines.ts';
import { type Cell, coloured, tableText } from '../table.ts';
import type { Look } from '../terminal.ts';
import { ageText, statusStyle } from './result-list.ts';
import { rowTable } from './row-table.ts';
import type { Facts, Subject } from './shown-result.ts';

const SHOWN_REASONS = 5;

/** A job or run for people, the result first. `now` in milliseconds. */
export function showText(subject: Subject, facts: Facts | undefined, now: number, look: Look): string {
  const parts = [
    headText(subject, facts, now, look),
    ...(subject.steps.length === 0 ? [] : [stepsTable(subject.steps, look)]),
    ...(facts === undefined ? [] : factsTexts(subject, facts, look)),
    settingsText(subject, look),
  ];
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}

/** What it is called, and in a line how it stands. */
function headText(subject: Subject, facts: Facts | undefined, now: number, look: Look): string {
  const { job, run } = subject;
  const manifest = job?.manifest;
  const status = statusWord(manifest?.status ?? run?.status ?? '');
  const startedAt = manifest?.started_at ?? (run?.metadata['created_at'] as string | null | undefined) ?? null;
  const seconds = manifest === undefined ? null : jobSeconds(manifest);
  const { trials, failed, cost } = totalsOf(subject, facts);
  const state = [
    coloured(status, statusStyle(status), look),
    ...(startedAt === null ? [] : [`${ageText(now - Date.parse(startedAt))} ago`]),
    ...(manifest === undefined || seconds === null ? [] : [tookText(manifest, durationFigure(seconds))]),
    ...(trials === null ? [] : [`${countFigure(trials)} trials`]),
    ...(failed === 0 ? [] : [coloured(`${countFigure(failed)} failed`, 'red', look)]),
    ...(cost === null || cost === 0 ? [] : [dollarFigure(cost)]),
  ];
  const why =
    manifest === undefined ? null : (manifest.error ?? (manifest.stopped === undefined ? null : stopText(manifest.stopped)));
  const name = visibleLine(manifest === undefined ? (run?.name ?? '') : nameOf(manifest));
  return [
    coloured(wrapped(name, look.columns), 'bold', look),
    wrapped(state.join(' · '), look.columns),
    ...(why === null ? [] : [coloured(wrapped(visibleLine(why), look.columns), 'red', look)]),
  ].join('\n');
}

interface Totals {
  readonly trials: number | null;
  readonly failed: number;
  readonly cost: number | null;
}

/** Of a search over all its steps, as in its report and in the list; the rows shown are those of one of them. */
function totalsOf({ run, steps }: Subject, facts: Facts | undefined): Totals {
  if (steps.length === 0) {
    const { samples = null, failed = 0 } = facts?.aggregate ?? {};
    return { trials: samples, failed, cost: run?.cost_usd ?? null };
  }
  return {
    trials: steps.reduce((sum, step) => sum + step.trials, 0),
    failed: steps.reduce((sum, step) => sum + step.failed_trials, 0),
    cost: steps.reduce<number | null>((sum, step) => sumIfKnown(sum, step.cost_usd), 0),
  };
}

function nameOf(manifest: { readonly kind: JobKind }): string {
  return jobName(jobSpec(manifest.kind, manifest as unknown as JobRequestFields));
}

/** The steps of a search that have begun; ★ is the best. */
function stepsTable(steps: readonly TrajectoryStepDto[], look: Look): string {
  const rows = steps.map((step): Cell[] => {
    const { step_index: index, score, difference_to_baseline: delta, is_best: isBest, failed_trials: failed } = step;
    const name = stepName(index, step.holdout_of);
    return [
      isBest ? { text: `${name} ★`, style: 'green' } : name,
      scoreText(score),
      index === 0 || delta === null ? '' : difference(delta, 0),
      failed === 0 ? '' : { text: countFigure(failed), style: 'red' },
      step.is_finished ? (step.accepted === false ? 'not accepted' : '') : 'under way',
    ];
  });
  const right = ['score', 'Δ', 'failed'].map((head) => ({ head, align: 'right' as const }));
  return tableText([{ head: 'step' }, ...right, { head: '' }], rows, look);
}

function factsTexts({ steps }: Subject, { aggregate, weakest }: Facts, look: Look): string[] {
  const best = steps.find(({ is_best: isBest }) => isBest);
  const rows = aggregate.metrics.map(({ metric, mean, interval, n }) => [
    metric,
    scoreFigure(mean),
    rangeFigure(interval),
    countFigure(n),
  ]);
  const columns = [
    { head: best === undefined ? 'metric' : `metric, ${stepName(best.step_index)}`, least: 12, isDistinct: true },
    { head: 'mean', align: 'right' as const },
    { head: '95 % interval', align: 'right' as const },
    { head: 'n', align: 'right' as const },
  ];
  const [first] = aggregate.metrics;
  return [
    ...(rows.length === 0 ? [] : [tableText(columns, rows, look)]),
    ...(aggregate.failures.length + aggregate.scoring_failures.length === 0 ? [] : [failuresText(aggregate, look)]),
    ...(weakest.length === 0 || first === undefined ? [] : [`Weakest by ${first.metric}:\n${rowTable(weakest, look)}`]),
  ];
}

/** Why trials and scorings failed, the most frequent reasons first, each with the message of one that did. */
function failuresText({ failures, scoring_failures: ofScorings }: SampleAggregateDto, look: Look): string {
  const found = [
    ...failures.map(({ error_kind: what, reasons }) => ({ what, reasons })),
    ...ofScorings.map(({ metric, reasons }) => ({ what: `scoring of ${metric}`, reasons })),
  ].flatMap(({ what, reasons }) => reasons.map(({ count, example, first_row: row }) => ({ what, count, example, row })));
  const shown = found.sort((a, b) => b.count - a.count).slice(0, SHOWN_REASONS);
  const lines = shown.map(({ what, count, example, row }) => {
    const text = visibleLine(example.replaceAll(/\s+/g, ' '));
    return wrapped(`  ${countFigure(count)} × ${what}: ${text} (row ${row})`, look.columns);
  });
  const left = found.length === shown.length ? [] : [`  and ${found.length - shown.length} other reasons`];
  return [coloured('Failures:', 'red', look), ...lines, ...left].join('\n');
}

/** What it was made with, a line each, and where it is. */
function settingsText({ job, run }: Subject, look: Look): string {
  const given = job === undefined ? runSettings(run?.metadata ?? {}) : jobSettings(job.manifest);
  const ids = [
    ['id', job?.manifest.job_id ?? run?.run_id ?? ''],
    ...(job === undefined || run === undefined || run.run_id === job.manifest.job_id ? [] : [['rows of', run.run_id]]),
  ] as const;
  const settings = [...given, ...ids];
  const width = Math.max(...settings.map(([name = '']) => textWidth(name)));
  return settings
    .map(([name = '', value = '']) => {
      const further = `\n${' '.repeat(width + 2)}`;
      const text = wrapped(visibleLine(value), look.columns - width - 2).replaceAll('\n', further);
      return `${padded(coloured(name, 'dim', look), width)}  ${text}`;
    })
    .join('\n');
}

type Setting = readonly [name: string, value: string];

function jobSettings(manifest: { readonly kind: JobKind }): Setting[] {
  const recorded = new Map(Object.entries(manifest));
  return jobFields(manifest.kind).flatMap(({ name }): Setting[] => {
    const value: unknown = recorded.get(name);
    return value === null || value === undefined ? [] : [[name, settingText(value)]];
  });
}

/** Of a run that no job made here, what of its own notes fits a line. */
function runSettings(metadata: Readonly<Record<string, unknown>>): Setting[] {
  return Object.entries(metadata).flatMap(([name, value]): Setting[] =>
    value === null || (typeof value === 'object' && !Array.isArray(value)) ? [] : [[name, settingText(value)]],
  );
}

function settingText(value: unknown): string {
  if (Array.isArray(value)) return value.map(settingText).join(', ');
  return typeof value === 'string' ? value : JSON.stringify(value);
}
