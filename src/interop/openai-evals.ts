import { type Score, scoreOf } from './grade.ts';
import { jsonLines } from './json-lines.ts';
import { type Fields, fieldsOf, itemsOf, numberOf, textOf } from './json-fields.ts';
import { headerOf, type ReadRun, type ReadSample, sampleOf } from './read-run.ts';
import type { ImportLimits, ResultFile } from './result-file.ts';

/** Whether a line is the first of a log of OpenAI Evals (`LocalRecorder` of its `record.py`). */
export function isOpenaiEvalsLine(line: Fields): boolean {
  const { eval_name: name, base_eval: base, completion_fns: models } = fieldsOf(line['spec']);
  return (name ?? base) !== undefined && models !== undefined;
}

/** The run in a log of OpenAI Evals: the events of a sample are spread over it. */
export async function openaiEvalsRun(file: ResultFile, line: Fields, limits: ImportLimits): Promise<ReadRun> {
  const spec = fieldsOf(line['spec']);
  const { events, report, hasEnded } = await eventsBySample(file, limits);
  const models = itemsOf(spec['completion_fns'])
    .map((model) => textOf(model))
    .join(', ');
  const metrics = new Set([...events.values()].flatMap(({ scores }) => [...scores.keys()]));
  return {
    header: headerOf({
      harness: 'openai-evals',
      task: spec['eval_name'] ?? spec['base_eval'],
      model: models,
      dataset: spec['split'],
      createdAt: spec['created_at'],
      status: hasEnded ? 'completed' : 'failed',
      more: { openai_run_id: spec['run_id'] },
    }),
    stated: Object.entries(report).flatMap(([metric, given]) => {
      const value = numberOf(given);
      return value === undefined || !metrics.has(metric) ? [] : [{ metric, value }];
    }),
    notes: hasEnded ? [] : ['The log has no final report: its evaluation did not come to its end.'],
    hasRepeats: false,
    samples: () => samples(file, events, limits),
  };
}

/** What the events of a sample say, without its texts. */
interface SampleEvents {
  readonly scores: Map<string, Score>;
  error?: { readonly type: string; readonly message: string };
  expected?: unknown;
  /** Whether a model was asked for it. */
  isSampled: boolean;
}

interface LogEvents {
  readonly events: ReadonlyMap<string, SampleEvents>;
  readonly report: Fields;
  readonly hasEnded: boolean;
}

async function eventsBySample(file: ResultFile, limits: ImportLimits): Promise<LogEvents> {
  const events = new Map<string, SampleEvents>();
  let report: Fields | undefined;
  for await (const lines of jsonLines(file, limits)) {
    for (const { value } of lines) {
      const event = fieldsOf(value);
      if (event['final_report'] !== undefined) report = fieldsOf(event['final_report']);
      if (typeof event['sample_id'] !== 'string') continue;
      const known = events.get(event['sample_id']) ?? { scores: new Map<string, Score>(), isSampled: false };
      addEvent(known, event);
      events.set(event['sample_id'], known);
    }
  }
  return { events, report: report ?? {}, hasEnded: report !== undefined };
}

function addEvent(known: SampleEvents, { type, data }: Fields): void {
  const fields = fieldsOf(data);
  switch (type) {
    case 'sampling':
      known.isSampled = true;
      return;
    case 'match':
      known.expected = fields['expected'];
      if (!known.scores.has('accuracy')) setScore(known.scores, 'accuracy', fields['correct']);
      return;
    case 'metrics':
      for (const [name, value] of Object.entries(fields)) if (typeof value !== 'string') setScore(known.scores, name, value);
      return;
    case 'error':
      known.error = { type: textOf(fields['type']) || 'Error', message: textOf(fields['message']) };
      return;
  }
}

function setScore(scores: Map<string, Score>, name: string, value: unknown): void {
  const score = scoreOf(value);
  if (score !== undefined) scores.set(name, score);
}

/** A sample comes where the model was first asked for it, or at its first event where it was not. */
async function* samples(
  file: ResultFile,
  events: ReadonlyMap<string, SampleEvents>,
  limits: ImportLimits,
): AsyncGenerator<readonly ReadSample[]> {
  const given = new Set<string>();
  for await (const lines of jsonLines(file, limits)) {
    const found: ReadSample[] = [];
    for (const { value } of lines) {
      const { sample_id: id, type, data } = fieldsOf(value);
      const known = typeof id === 'string' ? events.get(id) : undefined;
      if (typeof id !== 'string' || known === undefined || given.has(id) || (known.isSampled && type !== 'sampling')) continue;
      given.add(id);
      found.push(loggedSample(id, known, fieldsOf(data)));
    }
    if (found.length > 0) yield found;
  }
}

function loggedSample(id: string, { scores, error, expected }: SampleEvents, { prompt, sampled }: Fields): ReadSample {
  const answers = itemsOf(sampled);
  return sampleOf({
    id,
    inputs: prompt,
    response: answers.length === 1 ? answers[0] : sampled,
    reference: expected,
    scores,
    error,
  });
}
