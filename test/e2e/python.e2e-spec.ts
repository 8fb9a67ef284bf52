import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ScoringPayload, TrialPayload } from '../../src/evaluation/event.ts';
import { bubblewrapFault } from '../../src/runner/confinement/bubblewrap.ts';
import { temporaryRoot, type TemporaryRoot } from '../fixtures/temporary-root.ts';
import { writeProject } from '../fixtures/written-project.ts';
import { gone } from './gone.ts';
import { RunningServer } from './running-server.ts';

const HAS_BUBBLEWRAP = (await bubblewrapFault()) === null;

const PROGRAMS_PY = `import asyncio, os, sys, time
from assay import program

@program
def plain(inputs, render, complete):
    print("asked about", inputs["text"])
    return complete(render()).text

@program
async def at_once(render, complete):
    await asyncio.sleep(0.2)
    return (await complete(render())).text

@program(calls="any")
def agent(inputs, complete):
    parameters = {"type": "object", "properties": {"expression": {"type": "string"}}, "required": ["expression"]}
    tools = [{"name": "calculate", "description": "Computes.", "parameters": parameters}]
    messages = [{"role": "user", "content": inputs["question"]}]
    while True:
        answer = complete(messages, tools=tools)
        if not answer.tool_calls:
            return answer.text
        messages.append({"role": "assistant", "content": answer.text, "tool_calls": answer.tool_calls})
        for call in answer.tool_calls:
            messages.append({"role": "tool", "tool_call_id": call["id"], "content": str(eval(call["arguments"]["expression"]))})

@program(calls="any")
def pid():
    return os.getpid()

@program(calls="any")
def ends_the_process():
    os._exit(3)

@program(calls="any")
def eats_memory():
    hoard = []
    while True:
        hoard.append(bytearray(os.urandom(1024)) * 1024)

@program(calls="any")
async def never_pauses():
    while True:
        pass

@program(calls="any")
def loops(inputs):
    while inputs["text"] == "b":
        pass
    return inputs["text"]

@program(calls="any")
def reads_secrets():
    found = []
    for path in ("/etc/passwd", os.path.join(os.path.dirname(os.path.dirname(__file__)), "other", "programs.py")):
        try:
            open(path).close()
            found.append(path)
        except OSError:
            pass
    return [found, "OPENAI_API_KEY" in os.environ]
`;

const METRICS_PY = `from assay import Score, llm_judge, ordinal, programmatic_metric, range_scale

@programmatic_metric(scale=ordinal([False, True]))
def same(output, reference):
    """The output is the reference."""
    return Score(output == reference, "it said %s" % output)

length = llm_judge(description="It is short.", scale=range_scale(0, 10), model="local:echo")
`;

const METRICS_TS = `import { programmaticMetric, range } from 'assay';
export const size = programmaticMetric<string>({ description: 'Its length.', scale: range(0, 10), score: ({ output }) => output.length });
`;

const DATA = ['a', 'b', 'c'].map((text) => JSON.stringify({ inputs: { text }, reference: 'a' })).join('\n');

const FILES = {
  'programs.py': PROGRAMS_PY,
  'metrics.py': METRICS_PY,
  'metrics.ts': METRICS_TS,
  'prompts/plain.jinja': '{{ text }}',
  'data/three.jsonl': DATA,
  'data/sum.jsonl': JSON.stringify({ inputs: { question: 'What is 7 + 5 * 3?', text: '' }, reference: '22' }),
};

const JOB = { project: 'mixed', program: 'plain', prompt: 'plain', examples: 'three', model: 'local:echo', workers: 1 };

interface Listing {
  readonly name: string;
  readonly programs: readonly string[];
  readonly metrics: readonly string[];
  readonly error?: string;
}

async function rootWith(projects: Readonly<Record<string, Readonly<Record<string, string>>>>): Promise<TemporaryRoot> {
  const root = await temporaryRoot('arithmetic');
  for (const [name, files] of Object.entries(projects)) await writeProject(root.path, name, files);
  return root;
}

async function listed(server: RunningServer, project: string): Promise<Listing | undefined> {
  const { body } = await server.get<{ projects: readonly Listing[] }>('/api/catalog');
  return body.projects.find(({ name }) => name === project);
}

describe('a project in Python and TypeScript', () => {
  let server: RunningServer;

  beforeAll(async () => {
    const settings = { unresponsiveSeconds: 3, trialTimeoutSeconds: 1, jobMemoryMb: 256 };
    server = await RunningServer.start(settings, await rootWith({ mixed: FILES }));
  });
  afterAll(() => server.close());

  async function trials(job: object): Promise<readonly TrialPayload[]> {
    const { manifest, events } = await server.settledJob(await server.startJob('run', { ...JOB, ...job }));
    expect(manifest.error).toBeNull();
    return events.map(({ payload }) => payload as TrialPayload);
  }

  it('is listed with what both languages define, and where', async () => {
    expect(await listed(server, 'mixed')).toMatchObject({
      programs: [
        'agent',
        'ask',
        'at_once',
        'eats_memory',
        'ends_the_process',
        'loops',
        'never_pauses',
        'pid',
        'plain',
        'reads_secrets',
      ],
      metrics: ['length', 'same', 'size'],
    });
    const { body } = await server.get('/api/projects/mixed');
    expect(body).toMatchObject({
      programs: expect.arrayContaining([
        { name: 'ask', description: 'What the model answers.', file: 'programs.ts', line: 3 },
        { name: 'plain', description: null, file: 'programs.py', line: 5 },
      ]) as unknown,
      metrics: [
        { name: 'length', file: 'metrics.py', kind: 'llm_judge', model: 'local:echo' },
        { name: 'same', file: 'metrics.py', line: 4, description: 'The output is the reference.' },
        { name: 'size', file: 'metrics.ts' },
      ],
      problems: [],
    });
  });

  it.each(['plain', 'ask', 'at_once'])('evaluates %s by metrics of both', async (program) => {
    const job = { ...JOB, program, metrics: ['same', 'size', 'length'] };
    const { manifest, summary, events } = await server.settledJob(await server.startJob('evaluate', job));
    expect(manifest).toMatchObject({ status: 'done', error: null });
    expect(summary).toMatchObject({ trial_count: 3, failure_rate: 0, scoring_count: 9, scoring_failure_rate: 0 });
    const scores = events.flatMap(({ type, payload }) => (type === 'scoring' ? [payload as ScoringPayload] : []));
    expect(scores.filter(({ metric }) => metric.name === 'same').map(({ score }) => [score?.raw, score?.reason])).toEqual([
      [true, 'it said a'],
      [false, 'it said b'],
      [false, 'it said c'],
    ]);
  });

  it('records which tools an agent in Python was asked for, and what they gave', async () => {
    const [trial] = await trials({ program: 'agent', examples: 'sum', model: 'local:arithmetic' });
    const call = { id: 'call_1', name: 'calculate', arguments: { expression: '7 + 5 * 3' } };
    expect(trial).toMatchObject({
      status: 'success',
      output: '22',
      telemetry: {
        calls: [
          { request: { tools: [{ name: 'calculate', description: 'Computes.' }] }, response: { tool_calls: [call] } },
          {
            request: {
              prompt: [
                { role: 'user', content: 'What is 7 + 5 * 3?' },
                { role: 'assistant', content: '', tool_calls: [call] },
                { role: 'tool', content: '22', tool_call_id: 'call_1' },
              ],
            },
            response: { content: '22' },
          },
        ],
      },
    });
  });

  it('optimizes a program in Python', async () => {
    const job = { ...JOB, metrics: ['same'], steps: 1, proposer_model: 'local:proposer' };
    const { manifest } = await server.settledJob(await server.startJob('optimize', job));
    expect(manifest).toMatchObject({ status: 'done', error: null });
  });

  it('runs all trials of a job in one process, which ends with it', async () => {
    const pids = (await trials({ program: 'pid', workers: 3 })).map(({ output }) => output as number);
    expect(new Set(pids).size).toBe(1);
    await gone(pids[0] ?? 0);
  });

  it.each([
    ['ends_the_process', /exit code 3: programs and metrics must not call os\._exit/],
    ['eats_memory', /out of memory.*256 MB/],
    ['never_pauses', /kept its process busy for 3 s without a pause: look for an endless loop/],
  ])('ends a job with a clear error, and nothing else: %s', async (program, error) => {
    const { manifest, events } = await server.settledJob(await server.startJob('run', { ...JOB, program, repeats: 5 }));
    expect(manifest).toMatchObject({ status: 'error', error: expect.stringMatching(error) as unknown });
    expect(events.at(-1)).toMatchObject({ type: 'error', payload: { message: manifest.error } });
    expect((await trials({})).map(({ output }) => output)).toEqual(['a', 'b', 'c']);
  });

  it('has only that trial fail which never ends, and goes on', async () => {
    expect(await trials({ program: 'loops' })).toMatchObject([
      { output: 'a' },
      { status: 'failed', error: { type: 'TimeoutError' } },
      { output: 'c' },
    ]);
  });

  it('refuses to resume a job whose Python has changed', async () => {
    const jobId = await server.startJob('run', { ...JOB, model: 'local:echo?latency_ms=2000' });
    await server.post(`/api/jobs/${jobId}/cancel`, {});
    await server.settledJob(jobId);
    await writeFile(join(server.root.path, 'mixed', 'programs.py'), `${PROGRAMS_PY}\n# changed\n`);
    const { status, body } = await server.post<{ detail: string }>(`/api/jobs/${jobId}/resume`, {});
    expect([status, body.detail]).toEqual([409, expect.stringMatching(/program/)]);
  });
});

describe('a project whose Python has faults', () => {
  let server: RunningServer;

  beforeAll(async () => {
    const root = await rootWith({
      broken: { ...FILES, 'programs.py': 'x = 1\ndef p(:\n' },
      twice: {
        ...FILES,
        'programs.py': 'from assay import program\n@program\ndef ask(complete):\n    return complete("x").text\n',
      },
    });
    server = await RunningServer.start({}, root);
  });
  afterAll(() => server.close());

  it('is listed with file and line, and what else is there', async () => {
    expect(await listed(server, 'broken')).toMatchObject({
      programs: ['ask'],
      metrics: ['length', 'same', 'size'],
      error: expect.stringMatching(/broken\/programs\.py:2: SyntaxError: /) as unknown,
    });
    const { body } = await server.get<{ problems: unknown }>('/api/projects/broken');
    expect(body.problems).toEqual([
      { file: 'programs.py', line: 2, message: expect.stringMatching(/^SyntaxError: /) as unknown },
    ]);
  });

  it('runs what has no fault, and says of the rest what is wrong', async () => {
    const job = { ...JOB, project: 'broken' };
    const { manifest } = await server.settledJob(
      await server.startJob('evaluate', { ...job, program: 'ask', metrics: ['same'] }),
    );
    expect(manifest.status).toBe('done');
    const { status, body } = await server.post<{ detail: string }>('/api/run', { ...job, program: 'p' });
    expect([status, body.detail]).toEqual([400, expect.stringMatching(/has no program "p"(.|\n)*programs\.py:2: SyntaxError/)]);
  });

  it('is told that a name is defined twice, in both files', async () => {
    expect(await listed(server, 'twice')).toMatchObject({
      programs: [],
      error: expect.stringMatching(
        /twice\/programs\.py: ask is also defined in programs\.ts: give one of the two another name/,
      ) as unknown,
    });
  });
});

describe('where there is no Python', () => {
  it('says so of the files that are in it, and runs the others', async () => {
    const server = await RunningServer.start({ python: '/no/such/python3' }, await rootWith({ mixed: FILES }));
    try {
      expect(await listed(server, 'mixed')).toMatchObject({
        programs: ['ask'],
        metrics: ['size'],
        error: expect.stringMatching(
          /programs\.py: Python is needed, and "\/no\/such\/python3" can't be used \(ASSAY_PYTHON\)/,
        ) as unknown,
      });
      const job = { ...JOB, program: 'ask', metrics: ['size'] };
      expect((await server.settledJob(await server.startJob('evaluate', job))).manifest.status).toBe('done');
      const { status, body } = await server.post<{ detail: string }>('/api/run', JOB);
      expect([status, body.detail]).toEqual([400, expect.stringMatching(/has no program "plain"(.|\n)*Python is needed/)]);
    } finally {
      await server.close();
    }
  });
});

describe('confined Python', () => {
  it('is refused where only Node confines', async () => {
    const server = await RunningServer.start({ sandbox: 'node' }, await rootWith({ mixed: FILES }));
    try {
      expect(await listed(server, 'mixed')).toMatchObject({
        programs: ['ask'],
        error: expect.stringMatching(/ASSAY_SANDBOX=node can't confine it.*ASSAY_SANDBOX=bwrap/) as unknown,
      });
    } finally {
      await server.close();
    }
  });

  // Where bubblewrap does not work there is nothing to see.
  const tried = HAS_BUBBLEWRAP ? it : it.skip;

  tried('sees its project and nothing else in bubblewrap', async () => {
    process.env['OPENAI_API_KEY'] = 'a secret';
    const server = await RunningServer.start({ sandbox: 'bwrap' }, await rootWith({ mixed: FILES, other: FILES }));
    try {
      expect(await listed(server, 'mixed')).not.toHaveProperty('error');
      const job = { ...JOB, program: 'reads_secrets', metrics: ['same'] };
      const { manifest, events } = await server.settledJob(await server.startJob('evaluate', job));
      expect(manifest.error).toBeNull();
      expect(events[0]?.payload).toMatchObject({ output: [[], false] });
    } finally {
      await server.close();
      delete process.env['OPENAI_API_KEY'];
    }
  });
});
