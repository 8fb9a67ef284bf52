import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { writeProject } from '../fixtures/written-project.ts';
import { type ModelCall, type ModelReply, type ModelServer, startModelServer } from '../fixtures/model-server.ts';
import { temporaryRoot, type TemporaryRoot } from '../fixtures/temporary-root.ts';
import type { LiveComparisonDto } from '../../src/live/comparisons.dto.ts';
import type { LiveStateDto } from '../../src/live/live-state.dto.ts';
import type { RunningServer } from './running-server.ts';

const METRICS = `import { ordinal, programmaticMetric } from 'assay';
const scale = ordinal([false, true]);
export const yes = programmaticMetric({
  description: 'The answer is yes.',
  scale,
  score: ({ output }) => output === 'yes',
});
export const short = programmaticMetric({
  description: 'The answer is short.',
  scale,
  score: ({ output }) => String(output).length < 4,
});
`;

/** How long a slow answer takes, in ms. */
const SLOW_MS = 500;

/** A question whose prompt names the row, and the wording, which a test's model answers by. */
const PROMPT = 'question {{ question }} of ';

/** A project whose prompts name the row and the wording, which a test's model answers by. */
export async function writeAskedProject(root: string, rows: number): Promise<void> {
  const dataset = (count: number, from = 0): string =>
    Array.from(
      { length: count },
      (_, row) => `${JSON.stringify({ inputs: { question: String(from + row) }, reference: 'yes' })}\n`,
    ).join('');
  await writeProject(root, 'asked', {
    'metrics.ts': METRICS,
    'prompts/old.jinja': `${PROMPT}old`,
    'prompts/new.jinja': `${PROMPT}new`,
    'data/rows.jsonl': dataset(rows),
    'data/other.jsonl': dataset(rows, 1_000),
  });
}

/** A projects root with a dataset of so many rows, and a model on a socket that answers as the test says. */
export class LiveRig {
  readonly root: TemporaryRoot;
  readonly model: ModelServer;
  #quickCalls = Infinity;

  private constructor(root: TemporaryRoot, model: ModelServer) {
    this.root = root;
    this.model = model;
  }

  /** `isRight` says of the wording of a prompt, `old` or `new`, and a row what the model answers to it. */
  static async make(
    rows: number,
    answer: (wording: string, row: number, call: ModelCall) => string | ModelReply | Promise<string | ModelReply>,
  ): Promise<LiveRig> {
    const root = await temporaryRoot('arithmetic');
    await writeAskedProject(root.path, rows);
    const model = await startModelServer(async (call): Promise<ModelReply> => {
      if (call.number > rig.#quickCalls) await delay(SLOW_MS);
      const [, row = '', wording = ''] = /question (\d+) of (\w+)/.exec(call.prompt) ?? [];
      const reply = await answer(wording, Number(row), call);
      return typeof reply === 'string' ? { text: reply } : reply;
    });
    process.env.ASSAY_COMPATIBLE_BASE_URL = model.url;
    const rig: LiveRig = new LiveRig(root, model);
    return rig;
  }

  /** Lets the model answer so many further calls at once and the others slowly, so that a stop comes before the last of them on any machine. */
  slowDownAfter(calls: number): void {
    this.#quickCalls = this.model.calls + calls;
  }

  /** Writes a dataset of these questions. */
  async writeRows(name: string, questions: readonly string[]): Promise<void> {
    const lines = questions.map((question) => `${JSON.stringify({ inputs: { question }, reference: 'yes' })}\n`);
    await writeFile(join(this.root.path, 'asked', 'data', `${name}.jsonl`), lines.join(''));
  }

  /** Changes the lines of an archive, as no program of ours would. */
  async rewriteEvents(jobId: string, change: (line: string) => string): Promise<void> {
    const path = join(this.root.path, 'jobs', jobId, 'events.jsonl');
    const lines = (await readFile(path, 'utf8')).split('\n');
    await writeFile(path, lines.map(change).join('\n'));
  }

  async close(): Promise<void> {
    await this.model.close();
    await this.root.remove();
    delete process.env.ASSAY_COMPATIBLE_BASE_URL;
  }
}

/** An evaluation of the rows with one of the two wordings. */
export function asked(prompt: 'old' | 'new', changes: object = {}): object {
  const names = { project: 'asked', program: 'ask', prompt, examples: 'rows', model: 'compatible:m' };
  return { ...names, metrics: ['yes'], workers: 4, ...changes };
}

/** The states in the text of a comparison's stream. */
export function statesOf(stream: string): LiveStateDto[] {
  const lines = stream.split('\n').filter((line) => line.startsWith('data: '));
  return lines.map((line) => JSON.parse(line.slice('data: '.length)) as LiveStateDto);
}

/** All states of a comparison, once it has ended. */
export async function allStates(server: RunningServer, comparisonId: string): Promise<LiveStateDto[]> {
  const stream = await fetch(`${server.url}/api/comparisons/${comparisonId}/events`);
  return statesOf(await stream.text());
}

export async function comparisonOf(server: RunningServer, comparisonId: string): Promise<LiveComparisonDto> {
  return (await server.get<LiveComparisonDto>(`/api/comparisons/${comparisonId}`)).body;
}

/** Throws where there is none. */
export function lastOf(states: readonly LiveStateDto[]): LiveStateDto {
  const last = states.at(-1);
  if (last === undefined) throw new Error('there is no state');
  return last;
}
