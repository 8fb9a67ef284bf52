import type { JobKind, JobRequestFields } from '../../domain/job-fields.ts';
import { jsonText } from '../../evaluation/json-text.ts';
import type { JobPlanDto, PlannedJobDto } from '../../jobs/plan.dto.ts';
import { countFigure, dollarFigure, durationFigure } from '../../reports/figures.ts';
import { powerSentence } from '../../reports/holdout-sentence.ts';
import { wrapped } from '../fitted-text.ts';
import type { Terminal } from '../terminal.ts';
import type { Format } from './job-flags.ts';
import type { JobHost } from './job-host.ts';

/** A job that is not to be started. */
export interface PlannedRequest {
  readonly kind: JobKind;
  readonly fields: JobRequestFields;
  readonly format: Format;
}

/** Checks a job, prints what it would take, starts nothing, and returns the exit code. Throws what the start would. */
export async function planJob(
  { kind, fields, format }: PlannedRequest,
  host: JobHost,
  { out, columns }: Terminal,
): Promise<number> {
  const planned = await host.plan(kind, fields);
  out.write(format === 'text' ? planText(planned, columns) : `${jsonText(planned, format === 'json' ? 2 : undefined)}\n`);
  return 0;
}

/** The plan of a job for people. */
export function planText({ plan, price_unknown: unpriced = [] }: PlannedJobDto, columns = Infinity): string {
  const { trials, scorings, calls, tokens, cost_usd: cost, seconds } = plan;
  const lines: readonly (readonly [name: string, value: string])[] = [
    ['Trials', countFigure(trials)],
    ['Scorings', countFigure(scorings)],
    ['Calls', countFigure(calls)],
    ['Tokens', estimate(tokens, countFigure)],
    ['Cost', estimate(cost, dollarFigure)],
    ['Time', estimate(seconds, durationFigure)],
  ];
  const table = lines.map(([name, value]) => `${name.padEnd(10)}${value}\n`).join('');
  const power = powerSentence(plan);
  const heldOut = power === null ? '' : `${power}\n`;
  const noPrice = unpriced.length === 0 ? '' : `The price of ${unpriced.join(', ')} is not known.\n`;
  return `${table}\n${wrapped(`${basisText(plan)}\n${heldOut}${noPrice}Nothing was started.`, columns)}\n`;
}

function estimate(value: number | null, figure: (value: number) => string): string {
  return value === null ? 'not known' : `about ${figure(value)}`;
}

function basisText({ basis_job_id: basis }: JobPlanDto): string {
  return basis === null
    ? 'No such job has run yet that could tell what it takes.'
    : `By job ${basis}, the last one of its kind, for as many trials.`;
}
