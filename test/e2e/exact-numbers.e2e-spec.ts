import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { temporaryRoot } from '../fixtures/temporary-root.ts';
import { writeProject } from '../fixtures/written-project.ts';
import { AssayProcess } from './assay-process.ts';
import { RunningServer } from './running-server.ts';

const LONG = '12345678901234567891';
const NEAR = '12345678901234567890';
const RATIO = '0.12345678901234567891';

/* SHA-256 of Python's json.dumps({"inputs": {"id": 12345678901234567891, "one": 1.0, "ratio": 0.12345678901234567891},
   "reference": 12345678901234567891, "replicate": 0}, sort_keys=True), the first 16 digits. */
const TRIAL_ID = '721ee3d6714320f2';

const ROW = `{"inputs":{"id":${LONG},"one":1.0,"ratio":${RATIO}},"reference":${LONG}}`;

const PROGRAMS = `import { defineProgram } from 'assay';
/** The number that it was given, as it was given. */
export const same = defineProgram<{ id: number }>(async ({ inputs, render, complete }) => {
  await complete(render());
  return { answer: inputs.id, text: \`\${inputs.id}\`, sum: 'id ' + inputs.id };
});
`;

const METRICS = `import { numericMatch, ordinal, programmaticMetric } from 'assay';
export const number = numericMatch();
export const digits = programmaticMetric({
  description: 'The reference is the output, and has its digits.',
  scale: ordinal([false, true]),
  score: ({ output, reference, inputs }) =>
    output.answer === reference && String(reference) === '${LONG}' && String(inputs.ratio) === '${RATIO}' && inputs.one === 1,
});
`;

const JOB = {
  project: 'numbers',
  program: 'same',
  prompt: 'plain',
  examples: 'long',
  model: 'local:echo',
  metrics: ['number', 'digits'],
};

describe('numbers that a JavaScript number can not hold', () => {
  let server: RunningServer;
  let jobId: string;

  beforeAll(async () => {
    const root = await temporaryRoot('arithmetic');
    await writeProject(root.path, 'numbers', {
      'programs.ts': PROGRAMS,
      'metrics.ts': METRICS,
      'prompts/plain.jinja': '{{ id }} {{ id + 1 }} {{ ratio }} {{ one }}',
      'data/long.jsonl': `${ROW}\n`,
      'data/near.jsonl': `${ROW.replace(`"reference":${LONG}`, `"reference":${NEAR}`)}\n`,
      'data/both.jsonl': `${ROW}\n${ROW.replaceAll(LONG, NEAR)}\n`,
    });
    server = await RunningServer.start({}, root);
    jobId = await server.startJob('evaluate', JOB);
    await server.stream(jobId);
  });
  afterAll(() => server.close());

  it('are kept in the events, the prompt, the output and the scores, and the trial id is Python’s', async () => {
    const [trial, first, second] = (await server.stream(jobId)).split('\n').filter((line) => line.startsWith('data: '));
    expect(trial).toContain(`"example":${ROW}`);
    expect(trial).toContain(`"trial_id":"${TRIAL_ID}"`);
    expect(trial).toContain(`"rendered_prompt":"${LONG} 12345678901234567892 0.12345678901234568 1.0"`);
    expect(trial).toContain(`"output":{"answer":${LONG},"text":"${LONG}","sum":"id ${LONG}"}`);
    for (const scoring of [first, second]) expect(scoring).toContain('"raw":true');
  });

  it('differ in their last digit', async () => {
    const other = await server.startJob('evaluate', { ...JOB, examples: 'near' });
    expect(await server.stream(other)).toContain('"raw":false,"normalized":0');
  });

  it.each(['', '/trials', '/trials/0'])('are kept in the answers of /api/jobs/{id}%s', async (path) => {
    const text = await (await fetch(`${server.url}/api/jobs/${jobId}${path}`)).text();
    expect(text).toContain(`"example":${ROW}`);
  });

  it('are kept in reports and samples', async () => {
    expect(await (await fetch(`${server.url}/api/jobs/${jobId}/report`)).text()).toContain(`"id": ${LONG}`);
    expect(await (await fetch(`${server.url}/api/runs/${jobId}`)).text()).toContain(`{\\"answer\\":${LONG}`);
  });

  it('tell slices apart', async () => {
    const both = await server.startJob('evaluate', { ...JOB, examples: 'both' });
    await server.stream(both);
    const { body } = await server.get<{ slices: { value: string }[] }>(`/api/jobs/${both}/trials/aggregate?slice_by=inputs.id`);
    expect(body.slices.map(({ value }) => value).sort()).toEqual([NEAR, LONG]);
  });

  it('are kept in imports', async () => {
    for (const [type, body] of [
      ['application/json', `{"run_id":"a","samples":[{"id":"s","response":{"n":${LONG}},"scores":{"m":1.0}}]}`],
      [
        'application/x-ndjson',
        `{"run_id":"b","metadata":{"n":${LONG}}}\n{"id":"s","response":{"n":${LONG}},"scores":{"m":1.0}}\n`,
      ],
    ] as const) {
      const response = await fetch(`${server.url}/api/runs`, { method: 'POST', headers: { 'content-type': type }, body });
      expect(response.status).toBe(201);
    }
    for (const id of ['a', 'b'])
      expect(await (await fetch(`${server.url}/api/runs/${id}`)).text()).toContain(`{\\"n\\":${LONG}}`);
    expect(await (await fetch(`${server.url}/api/runs/b`)).text()).toContain(`"n":${LONG}`);
  });

  it('are kept in the lines that the command prints', async () => {
    const storage = join(server.root.path, '.other');
    const { stdout } = await new AssayProcess(
      [
        ...['run', '--projects-root', server.root.path, '--project', 'numbers', '--program', 'same', '--prompt', 'plain'],
        ...['--examples', 'long', '--model', 'local:echo', '--format', 'ndjson'],
      ],
      { ASSAY_STORAGE: storage },
    ).outcome;
    expect(stdout).toContain(`"example":${ROW}`);
    const { job_id: id } = JSON.parse(stdout.split('\n')[0] ?? '') as { job_id: string };
    expect(await readFile(join(server.root.path, 'jobs', id, 'events.jsonl'), 'utf8')).toContain(`"example":${ROW}`);
  });
});
