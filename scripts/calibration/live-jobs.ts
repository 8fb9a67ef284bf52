import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { json } from 'node:stream/consumers';
import { setTimeout } from 'node:timers/promises';
import { drain, getJson, send } from '../../bench/client.ts';
import { ListeningProcess } from '../../bench/listening-process.ts';
import type { LiveComparisonDto } from '../../src/live/comparisons.dto.ts';

export const LIVE_JOBS_PART = 'live-jobs';

const MAIN = join(import.meta.dirname, '..', '..', 'dist', 'main.js');
const LOOK_MS = 100;
const WORKERS = 8;
/** What an answer takes: far less than that of any real model, but not nothing. */
const ANSWER_MS = 20;

const PROGRAMS = `import { defineProgram } from 'assay';
export const ask = defineProgram(async ({ render, complete }) => (await complete(render())).output);
`;
const METRICS = `import { ordinal, programmaticMetric } from 'assay';
export const right = programmaticMetric({
  description: 'The number after the last “A:” is that of the reference.',
  scale: ordinal([false, true]),
  score: ({ output, reference }) => String(output).split('A:').at(-1).replaceAll(/[,$\\s]/g, '') === reference,
});
`;

/** One job that was compared while it ran. */
export interface ComparedJob {
  readonly candidate: string;
  readonly baseline: string;
  /** Share of the questions by which the candidate is better, as published. */
  readonly difference: number;
  /** Requests for the candidate's answers that the model's server had, and the questions that there are. */
  readonly calls: number;
  readonly questions: number;
  /** Rows by which the verdict was known. */
  readonly rows: number;
  readonly verdict: string;
  readonly isRight: boolean;
}

interface Answer {
  readonly is_correct: boolean;
  readonly solution: string;
}

interface Question {
  readonly question: string;
  readonly reference: string;
  readonly answers: Readonly<Record<string, Answer>>;
}

/**
 * Each model of a file of published answers, as in gsm8k.ts, as the candidate of a real job against each other one: a server gives the published
 * answers through OpenAI's protocol, the other models have finished before, and the job ends with its verdict.
 */
export async function* comparedJobs(path: string): AsyncGenerator<ComparedJob> {
  const questions = await readQuestions(path);
  const names = Object.keys(questions[0]?.answers ?? {});
  const model = await ModelServer.start(questions);
  try {
    for (const candidate of names) yield* candidateJobs(candidate, names, questions, model);
  } finally {
    model.close();
  }
}

/** A server of its own for every candidate: no finished run of the same model may help. */
async function* candidateJobs(
  candidate: string,
  names: readonly string[],
  questions: readonly Question[],
  model: ModelServer,
): AsyncGenerator<ComparedJob> {
  const root = await mkdtemp(join(tmpdir(), 'assay-live-jobs-'));
  await writeProject(root, questions);
  const folders = ['--projects-root', root, '--storage', join(root, '.storage')];
  const env = { ASSAY_COMPATIBLE_BASE_URL: model.url };
  const server = await ListeningProcess.start([MAIN, 'serve', '--port', '0', ...folders], env);
  try {
    const baselines = new Map<string, string>();
    for (const name of names.filter((other) => other !== candidate)) baselines.set(name, await finishedJob(server.url, name));
    for (const [baseline, runId] of baselines) {
      const before = model.callsOf(candidate);
      const body = { ...jobOf(candidate), against: { run_id: runId, stop: true } };
      const { job_id: jobId, comparison_id: id } = await getJson<Readonly<Record<'job_id' | 'comparison_id', string>>>(
        `${server.url}/api/evaluate`,
        'POST',
        body,
      );
      const state = await endedState(server.url, id);
      const difference = shareRight(questions, candidate) - shareRight(questions, baseline);
      const verdict = state.metrics[0]?.verdict ?? 'none';
      const isRight = verdict === (difference > 0 ? 'a_better' : 'b_better');
      const calls = model.callsOf(candidate) - before;
      yield { candidate, baseline, difference, calls, questions: questions.length, rows: state.n, verdict, isRight };
      await drain(await send(`${server.url}/api/jobs/${jobId}`, 'DELETE'));
    }
  } finally {
    await server.stop();
    await rm(root, { recursive: true, force: true });
  }
}

function jobOf(model: string): object {
  const names = { project: 'published', program: 'ask', prompt: 'question', examples: 'questions' };
  return { ...names, model: `compatible:${model}`, metrics: ['right'], workers: WORKERS, seed: 1 };
}

async function finishedJob(url: string, model: string): Promise<string> {
  const { job_id: id } = await getJson<{ readonly job_id: string }>(`${url}/api/evaluate`, 'POST', jobOf(model));
  for (;;) {
    const { manifest } = await getJson<{ readonly manifest: { readonly status: string } }>(
      `${url}/api/jobs/${id}?events=false`,
    );
    if (manifest.status === 'done') return id;
    if (!['running', 'queued'].includes(manifest.status)) throw new Error(`the job of ${model} ended as ${manifest.status}`);
    await setTimeout(LOOK_MS);
  }
}

async function endedState(url: string, id: string): Promise<NonNullable<LiveComparisonDto['state']>> {
  for (;;) {
    const { ended, state } = await getJson<LiveComparisonDto>(`${url}/api/comparisons/${id}`);
    if (ended !== null && state !== null) return state;
    await setTimeout(LOOK_MS);
  }
}

async function writeProject(root: string, questions: readonly Question[]): Promise<void> {
  const rows = questions.map(({ question, reference }) => JSON.stringify({ inputs: { question }, reference }));
  const files = {
    'programs.ts': PROGRAMS,
    'metrics.ts': METRICS,
    'prompts/question.jinja': '{{ question }}',
    'data/questions.jsonl': `${rows.join('\n')}\n`,
  };
  for (const folder of ['prompts', 'data']) await mkdir(join(root, 'published', folder), { recursive: true });
  for (const [name, content] of Object.entries(files)) await writeFile(join(root, 'published', name), content);
}

async function readQuestions(path: string): Promise<readonly Question[]> {
  const lines = (await readFile(path, 'utf8')).trim().split('\n');
  return lines.map((line) => {
    const { question, ground_truth: truth, ...answers } = JSON.parse(line) as Record<string, unknown>;
    const reference =
      String(truth)
        .split('A:')
        .at(-1)
        ?.replaceAll(/[,$\s]/g, '') ?? '';
    return { question: String(question), reference, answers: answers as Record<string, Answer> };
  });
}

function shareRight(questions: readonly Question[], model: string): number {
  return questions.filter(({ answers }) => answers[model]?.is_correct === true).length / questions.length;
}

/** Gives the published answers on a loopback socket, and counts what it is asked. */
class ModelServer {
  readonly url: string;
  readonly #server: Server;
  readonly #calls: Map<string, number>;

  private constructor(server: Server, calls: Map<string, number>) {
    this.#server = server;
    this.#calls = calls;
    this.url = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}/v1`;
  }

  static async start(questions: readonly Question[]): Promise<ModelServer> {
    const byText = new Map(questions.map(({ question, answers }) => [question.trim(), answers]));
    const calls = new Map<string, number>();
    const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
      const { model, messages } = (await json(request)) as { model: string; messages: readonly { content: string }[] };
      calls.set(model, (calls.get(model) ?? 0) + 1);
      await setTimeout(ANSWER_MS);
      const content = byText.get(messages.at(-1)?.content.trim() ?? '')?.[model]?.solution;
      response.writeHead(content === undefined ? 404 : 200, { 'content-type': 'application/json' });
      const choices = [{ index: 0, finish_reason: 'stop', message: { role: 'assistant', content } }];
      const usage = { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 };
      response.end(JSON.stringify({ id: 'x', object: 'chat.completion', created: 0, model, choices, usage }));
    };
    const server = createServer((request, response) => void answer(request, response));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new ModelServer(server, calls);
  }

  callsOf(model: string): number {
    return this.#calls.get(model) ?? 0;
  }

  close(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }
}
