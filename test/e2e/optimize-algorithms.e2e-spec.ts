import { once } from 'node:events';
import { mkdir, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { JobEvent } from '../../src/domain/job-event.ts';
import type { ProposalPayload, StepPayload, TrialPayload } from '../../src/evaluation/event.ts';
import { THINKING_FIELDS } from '../../src/evaluation/proposal.ts';
import type { HoldoutOutcome, SearchEnd, StepOutcome } from '../../src/evaluation/summary.ts';
import type { JobPlan } from '../../src/jobs/job-plan.ts';
import { temporaryRoot } from '../fixtures/temporary-root.ts';
import { type JobDocument, RunningServer } from './running-server.ts';

const ADDRESS = 'ASSAY_COMPATIBLE_BASE_URL';
const WORDS = ['amber', 'birch', 'cedar', 'delta'];
const ROWS = 80;

const PROGRAMS = `
import { defineProgram } from 'assay';
export const say = defineProgram(async ({ render, complete }) => (await complete(render())).text);
`;

/** A row is right where the answer has the word that it is about, which only the reference tells. */
const METRICS = `
import { programmaticMetric, range } from 'assay';
export const has_word = programmaticMetric({
  description: 'Whether the answer has the word of the reference.',
  scale: range(0, 1),
  score: ({ output, reference }) => (output.includes(reference) ? 1 : 0),
});
`;

const SEARCH = {
  project: 'words',
  program: 'say',
  prompt: 'plain',
  examples: 'all',
  model: 'compatible:echo',
  proposer_model: 'compatible:proposer',
  metrics: ['has_word'],
  workers: 4,
  steps: 8,
  seed: 2,
};

interface SearchSummary {
  readonly ended: SearchEnd;
  readonly holdout: HoldoutOutcome | null;
  readonly best_step: StepOutcome;
}

interface Asked {
  readonly model: string;
  readonly messages: readonly { readonly content: string | readonly { readonly text: string }[] }[];
}

let provider: Server;
let server: RunningServer;
/** The prompts that the program's model was asked with. */
let prompts: string[];
let proposals: string[];
/** How many answers of the proposer are of no use, from now on. */
let nonsense: number;

beforeAll(async () => {
  provider = createServer((request, response) => {
    void answered(request).then((content) => {
      const choices = [{ index: 0, message: { role: 'assistant', content }, finish_reason: 'stop' }];
      const usage = { prompt_tokens: 10, completion_tokens: 2, total_tokens: 12 };
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ id: 'a', object: 'chat.completion', created: 0, model: 'm', choices, usage }));
    });
  }).listen(0, '127.0.0.1');
  await once(provider, 'listening');
  process.env[ADDRESS] = `http://127.0.0.1:${(provider.address() as AddressInfo).port}/v1`;
  const root = await temporaryRoot('arithmetic');
  const project = join(root.path, 'words');
  await mkdir(join(project, 'data'), { recursive: true });
  await mkdir(join(project, 'prompts'));
  const rows = Array.from({ length: ROWS }, (_, at) =>
    JSON.stringify({ inputs: { item: `item ${at}` }, reference: WORDS[at % WORDS.length] }),
  );
  await writeFile(join(project, 'data/all.jsonl'), `${rows.join('\n')}\n`);
  await writeFile(join(project, 'prompts/plain.jinja'), 'Say it. {{ item }}');
  await writeFile(join(project, 'programs.ts'), PROGRAMS);
  await writeFile(join(project, 'metrics.ts'), METRICS);
  server = await RunningServer.start({}, root);
});

afterAll(async () => {
  Reflect.deleteProperty(process.env, ADDRESS);
  await server.close();
  provider.closeAllConnections();
  provider.close();
});

beforeEach(() => {
  prompts = [];
  proposals = [];
  nonsense = 0;
});

async function answered(request: IncomingMessage): Promise<string> {
  let body = '';
  for await (const chunk of request) body += String(chunk);
  const { model, messages } = JSON.parse(body) as Asked;
  const contents = messages.map(({ content }) =>
    typeof content === 'string' ? content : content.map(({ text }) => text).join(''),
  );
  if (model === 'echo') {
    prompts.push(contents.at(-1) ?? '');
    return contents.at(-1) ?? '';
  }
  const prompt = contents.find((content) => content.includes('<tried_template>')) ?? '';
  proposals.push(prompt);
  if (nonsense > 0) {
    nonsense -= 1;
    return '{"thinking": "none"}';
  }
  return JSON.stringify(proposalFor(prompt));
}

/** The words of the templates shown, and that of the first wrong example. */
function proposalFor(prompt: string): object {
  const templates = Array.from(prompt.matchAll(/<tried_template>\n([^]*?)\n<\/tried_template>/g), ([, text = '']) => text);
  const [, lacking = 'nothing'] = /<weak_example score="0.0000">[^]*?<example_reference>\n(\w+)\n/.exec(prompt) ?? [];
  const words = new Set(templates.flatMap((text) => text.replace('{{ item }}', '').trim().split(' ')));
  const thinking = Object.fromEntries(THINKING_FIELDS.map((field) => [field, `the ${field}`]));
  return { thinking, prompt_template: `${[...words, lacking].join(' ')} {{ item }}`, advice: 'none' };
}

async function search(fields: object): Promise<{ jobId: string; job: JobDocument; summary: SearchSummary }> {
  const jobId = await server.startJob('optimize', { ...SEARCH, ...fields });
  const job = await server.settledJob(jobId);
  return { jobId, job, summary: job.summary as unknown as SearchSummary };
}

interface Payloads {
  readonly trial: TrialPayload;
  readonly proposal: ProposalPayload;
  readonly step: StepPayload;
}

function payloads<Type extends keyof Payloads>(events: readonly JobEvent[], type: Type): readonly Payloads[Type][] {
  return events.filter((event) => event.type === type).map(({ payload }) => payload as Payloads[Type]);
}

function rowsOf(events: readonly JobEvent[], part: TrialPayload['part']): ReadonlySet<number> {
  const trials = payloads(events, 'trial').filter((trial) => trial.part === part);
  return new Set(trials.map(({ row }) => row ?? -1));
}

describe.each(['gepa', 'race'])('a job that searches by %s', (algorithm) => {
  it('finds what the reasons reveal, and promotes it on rows that no step has seen', async () => {
    const { job, summary } = await search({ algorithm });
    expect(job.manifest).toMatchObject({ status: 'done', algorithm });
    expect(summary.ended).toEqual({ reason: 'full_score' });
    expect(summary.holdout).toMatchObject({ verdict: 'promoted', best: 1, baseline: 0, rows: 24 });
    const [training, selection, holdout] = (['training', 'selection', 'holdout'] as const).map((part) =>
      rowsOf(job.events, part),
    );
    expect(selection?.size).toBe(24);
    expect(holdout?.size).toBe(24);
    const all = [...(training ?? []), ...(selection ?? []), ...(holdout ?? [])];
    expect(new Set(all).size).toBe(all.length);
  });

  it('shows the proposer training rows alone, and pays for no prompt twice', async () => {
    const { job } = await search({ algorithm, model: 'compatible:echo', seed: 3 });
    const shown = proposals.flatMap((prompt) => Array.from(prompt.matchAll(/item (\d+)/g), ([, row]) => Number(row)));
    expect(shown.length).toBeGreaterThan(0);
    const training = rowsOf(job.events, 'training');
    expect(shown.filter((row) => !training.has(row))).toEqual([]);
    expect(new Set(prompts).size).toBe(prompts.length);
  });

  it('says of each candidate what it came from and why it was accepted or not, and selects none that was not', async () => {
    const { job, summary } = await search({ algorithm, seed: 4, steps: 4 });
    const steps = payloads(job.events, 'step').filter(({ holdout_of: of }) => of === undefined);
    expect(steps[0]?.accepted).toBeUndefined();
    for (const { accepted, reason, parents } of steps.slice(1)) {
      expect(typeof accepted).toBe('boolean');
      expect(reason).toMatch(/^it /);
      expect(parents?.length).toBeGreaterThan(0);
    }
    expect(steps[summary.best_step.step_index]?.accepted).not.toBe(false);
  });

  it('skips a candidate whose proposer answers nonsense twice, and says so', async () => {
    nonsense = 2;
    const { job, summary } = await search({ algorithm, seed: 5 });
    expect(job.manifest.status).toBe('done');
    expect(summary.ended).toEqual({ reason: 'full_score', unusable: 1 });
    const refused = payloads(job.events, 'proposal').flatMap((proposal) => proposal.refused ?? []);
    expect(refused).toHaveLength(1);
  });

  it('fails where the proposer answers nothing but nonsense', async () => {
    nonsense = Infinity;
    const { job } = await search({ algorithm, seed: 6 });
    expect(job.manifest.status).toBe('error');
    expect(job.manifest.error).toContain('no template for step 1');
  });

  it('ends within its budget, and still makes the test', async () => {
    const { job, summary } = await search({ algorithm, seed: 7, budget: { trials: 120 } });
    expect(summary.ended).toMatchObject({ reason: 'budget', budget: 'trials', limit: 120 });
    const trials = payloads(job.events, 'trial').filter(({ part }) => part !== 'holdout');
    expect(trials.length).toBeLessThanOrEqual(120);
    expect(summary.holdout).not.toBeNull();
  });

  it('goes on where it was, and asks for nothing again', async () => {
    const slow = { ...SEARCH, algorithm, seed: 8, workers: 1 };
    const jobId = await server.startJob('optimize', slow);
    await seenSteps(jobId, 2);
    await server.post(`/api/jobs/${jobId}/cancel`, {});
    await server.settledJob(jobId);
    const { body } = await server.post<{ job_id: string }>(`/api/jobs/${jobId}/resume`, {});
    const { manifest, events } = await server.settledJob(body.job_id);
    expect(manifest.status).toBe('done');
    const keys = payloads(events, 'trial').map(({ telemetry }) => telemetry?.rendered_prompt);
    expect(new Set(keys).size).toBe(keys.length);
  });

  it('tells in its plan how many rows are held out, and how many find five points', async () => {
    const { status, body } = await server.post<{ plan: JobPlan }>('/api/optimize?dry_run=true', { ...SEARCH, algorithm });
    expect(status).toBe(200);
    expect(body.plan).toMatchObject({ holdout_rows: 24 });
    expect(prompts).toEqual([]);
  });
});

async function seenSteps(jobId: string, count: number): Promise<void> {
  const response = await fetch(`${server.url}/api/jobs/${jobId}/events`);
  let text = '';
  for await (const chunk of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
    text += chunk;
    if (text.split('"type":"step"').length > count) return;
  }
}
