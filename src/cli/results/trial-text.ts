import { visibleText } from '../../evaluation/visible-text.ts';
import { dollarFigure, scoreFigure } from '../../reports/figures.ts';
import type { TrialDto } from '../../jobs/trials.dto.ts';
import type { PlacedSampleDto } from '../../runs/run-samples.dto.ts';
import { wrapped } from '../fitted-text.ts';
import { coloured } from '../table.ts';
import type { Look } from '../terminal.ts';

type Part = readonly [title: string, text: string | null | undefined];

/** One trial of a job with all that its log has: scores with their reasons, texts, and what it took. */
export function trialText(trial: TrialDto & { readonly row?: number | null }, look: Look): string {
  const { telemetry, example, error } = trial;
  const judged = trial.scorings.map(({ metric, status, score, error: fault }) => {
    const said =
      status === 'success' ? `${scoreFigure(score?.normalized ?? null)}  ${score?.reason ?? ''}` : (fault?.message ?? 'failed');
    return `${metric.name}  ${said}`.trimEnd();
  });
  const took = [
    ...(trial.latency === null ? [] : [`${trial.latency.toFixed(2)} s`]),
    ...(trial.input_tokens === null
      ? []
      : [`${String(trial.input_tokens)} / ${String(trial.output_tokens ?? 0)} tokens in / out`]),
    ...(trial.cost === null || trial.cost === 0 ? [] : [dollarFigure(trial.cost)]),
  ];
  return partsText(
    `Row ${String(trial.row ?? '–')}, repeat ${String(trial.replicate)}: ${trial.status} (trial ${trial.trial_id})`,
    [
      ['Scores', judged.join('\n')],
      ['Error', error === undefined ? null : `${error.type}: ${error.message}`],
      ['Inputs', shown(example?.inputs)],
      ['Reference', shown(example?.reference)],
      ['Output', shown(trial.output)],
      ['Prompt', telemetry?.rendered_prompt],
      ['Answer of the model', telemetry?.response?.content],
      ['Tool calls', toolCallsText(telemetry)],
      ['Took', took.join(' · ')],
    ],
    look,
  );
}

/** What the model asked for, with what came of it where a later call has that. */
function toolCallsText(telemetry: TrialDto['telemetry']): string {
  const calls = telemetry?.calls ?? (telemetry?.response === undefined ? [] : [{ response: telemetry.response }]);
  const messages = telemetry?.calls?.flatMap(({ request }) => request.prompt) ?? [];
  const results = new Map(
    messages.flatMap(({ tool_call_id: id, content }) => (id === undefined ? [] : [[id, content] as const])),
  );
  return calls
    .flatMap(({ response }) => response.tool_calls ?? [])
    .map(
      ({ id, name, arguments: given }) =>
        `${name}(${JSON.stringify(given)})${results.has(id) ? ` → ${results.get(id) ?? ''}` : ''}`,
    )
    .join('\n');
}

/** One sample of a run that no job made here. */
export function sampleText(sample: PlacedSampleDto, look: Look): string {
  const scores = Object.entries(sample.scores).map(([metric, score]) => `${metric}  ${scoreFigure(score)}`);
  return partsText(
    `Row ${String(sample.row)}: ${sample.status} (${sample.id})`,
    [
      ['Scores', scores.join('\n')],
      ['Error', sample.error === undefined ? null : `${sample.error.type}: ${sample.error.message}`],
      ['Prompt', sample.prompt],
      ['Response', sample.response],
    ],
    look,
  );
}

function partsText(head: string, parts: readonly Part[], look: Look): string {
  const shownParts = parts.flatMap(([title, text]) => {
    if (text === null || text === undefined || text === '') return [];
    return [`${coloured(title, title === 'Error' ? 'red' : 'dim', look)}\n${wrapped(visibleText(text), look.columns)}`];
  });
  return `${[coloured(wrapped(visibleText(head), look.columns), 'bold', look), ...shownParts].join('\n\n')}\n`;
}

function shown(value: unknown): string | null {
  if (value === undefined || value === null) return null;
  return typeof value === 'string' ? value : JSON.stringify(value, null, 2);
}
