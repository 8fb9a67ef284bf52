import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { FakeModel, row } from '../../evaluation/fake-model.fixture.ts';
import { JsonNumber } from '../../evaluation/json-number.ts';
import type { JsonObject, JsonValue } from '../../evaluation/json.ts';
import type { ProgrammaticMetric } from '../../evaluation/metric.ts';
import { ModelError } from '../../evaluation/model.ts';
import type { Program, ProgramContext } from '../../evaluation/program.ts';
import { PromptTemplate } from '../../evaluation/prompt-template.ts';
import { runTrial, type TrialSetup } from '../../evaluation/run-trial.ts';
import { ProgrammaticScorer } from '../../evaluation/scorer.ts';
import type { Scoring } from '../../evaluation/scoring.ts';
import type { Trial } from '../../evaluation/trial.ts';
import { METRICS, PROGRAMS, PythonFolder } from './python-folder.fixture.ts';
import type { PythonSettings } from './python-process.ts';

const never = new AbortController().signal;

/** Of a call outside of any trial. */
const CONTEXT: ProgramContext<JsonObject> = {
  inputs: { a: 1 },
  render: () => '',
  complete: () => Promise.reject(new Error('nobody is asked')),
  signal: never,
};

describe('a program or metric in Python', () => {
  let folder: PythonFolder;

  beforeEach(async () => {
    folder = await PythonFolder.make();
  });
  afterEach(() => folder.remove());

  async function programOf(name: string, settings: Partial<PythonSettings> = {}): Promise<Program> {
    const program = (await folder.load({ 'programs.py': PROGRAMS }, settings)).programs.exports[name];
    if (program === undefined) throw new Error(`there is no program ${name}`);
    return program;
  }

  async function trialOf(
    name: string,
    change: Partial<TrialSetup> = {},
    inputs: JsonObject = { question: 'why?' },
  ): Promise<Trial | null> {
    const template = new PromptTemplate('Q: {{ question }}', 'q.jinja');
    const setup = { template, model: new FakeModel(), generationKwargs: {}, trialTimeoutMs: null };
    return runTrial({ ...setup, program: await programOf(name), ...change }, row(inputs), 0, never);
  }

  async function outputOf(...of: Parameters<typeof trialOf>): Promise<unknown> {
    const trial = await trialOf(...of);
    return trial?.status === 'success' ? trial.outputJson : trial?.failure;
  }

  async function scoringOf(name: string, output: JsonValue, timeoutMs: number | null = null): Promise<Scoring | null> {
    const { exports } = (await folder.load({ 'metrics.py': METRICS })).metrics;
    const metric = exports[name] as ProgrammaticMetric;
    const trial = { ...identity, status: 'success', output, outputJson: output } as const;
    return new ProgrammaticScorer({ name, metric, judge: null }, metric, timeoutMs).score(trial, 0, never);
  }

  const identity = { trialId: 't', row: 0, example: { inputs: { a: 1 }, reference: 'gold' }, replicate: 0 };

  it.each([
    ['plain', 'Q: why?'],
    ['in_a_loop', { text: 'Q: again: why?', said: [null, true, 1.5] }],
    ['asks_twice', ['one', 'two']],
    ['asks_at_once', ['a', 'b', 'c']],
    ['asks_nobody', { question: 'why?' }],
  ])('runs %s', async (name, output) => {
    expect(await outputOf(name)).toEqual(output);
  });

  it('passes schema, system and generation on', async () => {
    const model = new FakeModel(() => ({ content: '{"label":"good"}', parsed: { label: 'good' } }));
    expect(await outputOf('structured', { model })).toBe('good');
    expect(model.requests).toMatchObject([
      { systemInstruction: 'sys', generationKwargs: { temperature: 1 }, outputSchema: { required: ['label'] } },
    ]);
  });

  it('passes tools, what they gave and images on, and gives what the model asks for', async () => {
    const a = JsonNumber.of('12345678901234567890');
    const call = { id: 'c1', name: 'add', arguments: { a } };
    const model: FakeModel = new FakeModel(() =>
      model.requests.length === 1 ? { content: '', toolCalls: [call] } : { content: 'told' },
    );

    expect(await outputOf('uses_a_tool', { model })).toEqual(['told', [call], [], []]);

    const [first, second, third] = model.requests;
    const tool = { name: 'add', description: 'Adds.', parameters: { type: 'object', properties: { a: { type: 'integer' } } } };
    const image = { type: 'image', image: 'data:image/png;base64,iVBORw0KGgo=' };
    const asked = { role: 'user', content: 'Add.', parts: [{ type: 'text', text: 'Add.' }, image] };
    expect(first).toMatchObject({ messages: [asked], tools: [tool], toolChoice: 'required' });
    expect(second).not.toHaveProperty('toolChoice');
    expect(second).toMatchObject({
      messages: [
        asked,
        { role: 'assistant', content: '', toolCalls: [call] },
        { role: 'tool', content: '12345678901234567891', toolCallId: 'c1' },
      ],
      tools: [tool],
    });
    expect(third).not.toHaveProperty('tools');
  });

  it.each([
    [{ options: { tools: [] } }, 'complete: tools must be a list of { name, description, parameters }'],
    [{ options: { tools: { add: {} } } }, 'complete: tools must be a list of { name, description, parameters }'],
    [{ options: { tools: [{ description: 'Adds.' }] } }, 'complete: tools must be a list of { name, description, parameters }'],
    [{ options: { tools: [{ name: 'a' }, { name: 'a' }] } }, 'complete: two tools are called a'],
    [{ options: { tools: [{ name: 'a b' }] } }, 'complete: "a b" is no name for a tool: use letters, digits, _ and -'],
    [{ options: { tools: [{ name: 'add', description: 'Adds.' }] } }, 'the tool add needs parameters: a JSON Schema'],
    [{ options: { tool_choice: 'none' } }, 'complete: tool_choice needs tools'],
    [{ prompt: [{ role: 'tool', content: '2' }] }, 'complete: message 0 is of a tool and needs a tool_call_id'],
    [{ prompt: [{ role: 'tool', content: '2', tool_call_id: 'c9' }] }, 'the tool call c9, which no message before it makes'],
    [{ prompt: [{ role: 'assistant', content: '', tool_calls: 7 }] }, 'complete: tool_calls of message 0 must be a list'],
    [{ prompt: [{ role: 'user', content: [{ type: 'image', image: 'a.png' }] }] }, 'complete: an image of message 0 must be'],
    [{ prompt: 7 }, 'complete: the prompt must be a text or a list of messages'],
  ])('refuses %j as TypeScript does, by the names of Python', async (inputs, message) => {
    expect(await outputOf('asks_with', {}, inputs)).toMatchObject({
      type: 'TypeError',
      message: expect.stringContaining(message) as unknown,
    });
  });

  it('keeps all digits of numbers', async () => {
    const inputs = { long: JsonNumber.of('12345678901234567891'), half: 0.5 };
    expect(JSON.stringify(await outputOf('asks_nobody', {}, inputs))).toBe('{"long":12345678901234567891,"half":0.5}');
  });

  it.each([
    ['asks_once_too_often', 'ProgramError', /called complete\(\) 2 times; a program completes exactly once/],
    ['never_asks', 'ProgramError', /returned without a completion/],
    ['raises', 'ValueError', /^unlucky \(programs\.py:\d+\)$/],
    ['asserts', 'AssertionError', /^assert inputs == \{\} \(programs\.py:\d+\)$/],
    ['exits', 'SystemExit', /^3 \(programs\.py:\d+\)$/],
    ['misnames', 'TemplateError', /question/],
    ['wrong_prompt', 'TypeError', /message 0 must be/],
    ['returns_time', 'NotJsonError', /^output\.when\[0\] is a datetime, which JSON can't hold$/],
    ['returns_nan', 'NotJsonError', /^output\.ratio is NaN, which JSON can't hold$/],
    ['returns_circle', 'NotJsonError', /is circular, or nested/],
    ['returns_keys', 'NotJsonError', /^output has the key 1, and keys in JSON are texts$/],
  ])('has a trial of %s fail as %s', async (name, type, message) => {
    expect(await trialOf(name)).toMatchObject({
      status: 'failed',
      failure: { type, message: expect.stringMatching(message) as unknown, kind: 'program' },
    });
  });

  it.each([
    ['passes_on', 'ModelError', 'busy'],
    ['wraps', 'RuntimeError', expect.stringMatching(/^no luck \(programs\.py:\d+\) \(busy\)$/)],
    ['goes_on', 'ProgramError', expect.stringMatching(/its only completion failed \(ModelError: busy\)/)],
  ])('tells what the provider has failed from what the program has: %s', async (name, type, message) => {
    const model = new FakeModel(() => Promise.reject(new ModelError('busy')));
    expect(await trialOf(name, { model })).toMatchObject({ failure: { type, message, kind: 'provider' } });
  });

  it.each(['loops', 'sleeps'])('ends a trial whose time is up, and goes on: %s', async (name) => {
    expect(await trialOf(name, { trialTimeoutMs: 300 })).toMatchObject({ status: 'failed', failure: { type: 'TimeoutError' } });
    const [next] = folder.loaded;
    expect(await next?.programs.exports['asks_nobody']?.(CONTEXT)).toEqual(CONTEXT.inputs);
  });

  it.each([
    ['blocks', /kept its process busy for 1 s.*ASSAY_UNRESPONSIVE_SECONDS/],
    ['ends_the_process', /ended its process with exit code 3: programs and metrics must not call os\._exit/],
  ])('says that %s broke the process', async (name, message) => {
    const program = await programOf(name, { unresponsiveMs: 1_000 });
    void program(CONTEXT);
    expect(await folder.broken).toMatch(message);
  });

  it.each([
    ['same', 'gold', { raw: true, normalized: 1, reason: 'it said gold' }],
    ['half', 'x', { raw: 0.5, normalized: 0.5, reason: '' }],
  ])('scores with %s', async (name, output, score) => {
    expect(await scoringOf(name, output)).toMatchObject({ status: 'success', score });
  });

  it.each([
    ['nothing', 'ScaleError', /^NaN is not on the scale/],
    ['too_much', 'ScaleError', /^4 is not on the scale/],
    ['fails', 'TypeError', /\(metrics\.py:\d+\)$/],
  ])('has a scoring by %s fail as %s', async (name, type, message) => {
    expect(await scoringOf(name, 'x')).toMatchObject({
      status: 'failed',
      failure: { type, message: expect.stringMatching(message) as unknown },
    });
  });

  it('ends a scoring whose time is up', async () => {
    expect(await scoringOf('loops', 'x', 300)).toMatchObject({ failure: { type: 'TimeoutError' } });
  });
});
