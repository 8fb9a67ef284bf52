import { describe, expect, it } from '@jest/globals';
import { evaluate } from './evaluate.ts';
import type { EngineEvent, ScoringPayload, TrialPayload } from './event.ts';
import { FakeModel, row } from './fake-model.fixture.ts';
import { JobFold } from './job-fold.ts';
import type { JsonObject } from './json.ts';
import { type JobLog, KeptWork, type LoggedEvent } from './kept-work.ts';
import { llmJudge, type NamedMetric, programmaticMetric } from './metric.ts';
import { ModelError } from './model.ts';
import { type OptimizationPlan, optimize } from './optimize.ts';
import { SearchSteps } from './search-steps.ts';
import type { Program } from './program.ts';
import { PromptTemplate } from './prompt-template.ts';
import { range } from './scale.ts';
import type { Summary } from './summary.ts';

const echo = (async ({ render, complete }) => (await complete(render())).output) satisfies Program;

const CUT_POINTS = 24;

/** A log in memory. */
function logOf(events: readonly LoggedEvent[]): JobLog {
  return {
    async *read(fromSeq) {
      for (const event of events) if (event.seq >= fromSeq) yield event;
    },
    async *pick(fromSeq, isWanted) {
      for (const event of events) if (event.seq >= fromSeq && isWanted(event.seq)) yield event;
    },
  };
}

function logged(events: readonly EngineEvent[], firstSeq: number): LoggedEvent[] {
  return events.map(({ stepIndex, type, payload }, at) => ({ seq: firstSeq + at, step_index: stepIndex, type, payload }));
}

/** A choice that depends on a text alone. */
function hashOf(text: string): number {
  let hash = 7;
  for (const char of text) hash = (hash * 31 + char.charCodeAt(0)) % 1_000_003;
  return hash;
}

/** Fails what the predicate says, and gives each prompt the same answer each time. */
function steadyModel(fails: (prompt: string) => boolean): FakeModel {
  return new FakeModel(({ messages }) => {
    const prompt = messages.at(-1)?.content ?? '';
    if (fails(prompt)) throw new ModelError(`no answer to ${hashOf(prompt)}`);
    return { content: String(hashOf(prompt) % 10) };
  });
}

/** Programmatic, and a judge that looks three times. */
function metricsWith(judge: FakeModel): readonly NamedMetric[] {
  const digits = programmaticMetric<string>({
    description: 'The digit.',
    scale: range(0, 10),
    score: ({ output }) => {
      if (output === '7') throw new Error('seven can not be scored');
      return Number(output);
    },
  });
  const judged = llmJudge({ description: 'j', scale: range(0, 10), model: 'a:b', repeats: 3 });
  return [
    { name: 'digit', judge: null, metric: digits },
    { name: 'judged', judge, metric: judged },
  ];
}

function judgeModel(fails: (prompt: string) => boolean = () => false): FakeModel {
  return new FakeModel(({ messages }) => {
    const prompt = messages.at(-1)?.content ?? '';
    if (fails(prompt)) throw new ModelError('the judge is away');
    return { content: '', parsed: { reason: 'r', score: hashOf(prompt) % 10 } };
  });
}

interface Scene {
  readonly plan: OptimizationPlan;
  readonly kind: 'evaluate' | 'optimize';
}

function sceneOf(kind: Scene['kind'], fails: (prompt: string) => boolean = () => false): Scene {
  const rows = Array.from({ length: 8 }, (_, at) => row({ q: `question ${at % 6}` } satisfies JsonObject, String(at), at));
  const proposals = ['better {{ q }}', 'best {{ q }}'];
  const thinking = Object.fromEntries(
    'reinstate_goal trajectory_summary failure_analysis what_works what_hurts improvement_hypothesis edit_plan'
      .split(' ')
      .map((name) => [name, 'x']),
  );
  const proposer = new FakeModel(({ messages }) => {
    const asked = messages[0]?.content ?? '';
    const parsed = { thinking, prompt_template: proposals.find((text) => !asked.includes(text)) ?? '', advice: asked };
    return { content: '', parsed };
  });
  const plan: OptimizationPlan = {
    program: echo,
    template: new PromptTemplate('plain {{ q }}'),
    model: steadyModel(fails),
    metrics: metricsWith(judgeModel()),
    rows: { read: () => rows },
    stepTrials: rows.length * 2,
    repeats: 2,
    workers: 3,
    generationKwargs: {},
    trialTimeoutMs: null,
    steps: 2,
    proposer,
    task: { project: 'p', program: 'v1', source: 's' },
  };
  return { plan, kind };
}

/** Runs a scene to its end, going on from the log, which grows. Stops after so many events, as a lost process does. */
async function goOn(
  { plan, kind }: Scene,
  log: LoggedEvent[],
  { stopAfter = Infinity, retriesFailed = false } = {},
): Promise<void> {
  const options = { metrics: plan.metrics, repeats: plan.repeats, retriesFailed };
  const kept = await KeptWork.of(logOf([...log]), options);
  const stop = new AbortController();
  let count = 0;
  const sink = (event: EngineEvent): void => {
    if (count >= stopAfter) return;
    log.push(...logged([event], log.length));
    count += 1;
    if (count === stopAfter) stop.abort();
  };
  if (kind === 'optimize') {
    const steps = new SearchSteps(plan, sink);
    await steps.recall(kept);
    await optimize(plan, steps, stop.signal);
  } else {
    await evaluate({ ...plan, rows: plan.rows.read, stepIndex: 0, kept: kept.trials }, sink, stop.signal);
  }
}

function foldOf({ plan, kind }: Scene, log: readonly LoggedEvent[]): JobFold {
  const fold = new JobFold({ kind, metrics: plan.metrics.map(({ name }) => name), repeats: plan.repeats });
  for (const event of log) fold.add(event);
  return fold;
}

/** Without what calls took, which counts every time. */
function resultsOf(scene: Scene, log: readonly LoggedEvent[]): Omit<Summary, 'telemetry'> {
  const { telemetry: _spent, ...results } = foldOf(scene, log).summary();
  return rounded(results);
}

/** Sums are made in the order of the log. */
function rounded<Value>(value: Value): Value {
  return JSON.parse(
    JSON.stringify(value, (_, item: unknown) => (typeof item === 'number' ? Number(item.toPrecision(12)) : item)),
  ) as Value;
}

async function whole(scene: Scene): Promise<LoggedEvent[]> {
  const log: LoggedEvent[] = [];
  await goOn(scene, log);
  return log;
}

function countOf(log: readonly LoggedEvent[], type: string): number {
  return log.filter((event) => event.type === type).length;
}

/** The first scoring of a log, failed. */
function failedScoring(log: readonly LoggedEvent[]): EngineEvent {
  const { score: _score, ...scoring } = log.find(({ type }) => type === 'scoring')?.payload as ScoringPayload;
  return { type: 'scoring', stepIndex: 0, payload: { ...scoring, status: 'failed', error: { type: 'Error', message: 'm' } } };
}

describe('work that goes on from a log', () => {
  it.each([['evaluate'], ['optimize']] as const)(
    'comes out as if it had never stopped, wherever %s was cut, and does nothing twice',
    async (kind) => {
      const fails = (prompt: string): boolean => hashOf(prompt) % 4 === 0;
      const expected = await whole(sceneOf(kind, fails));
      const results = resultsOf(sceneOf(kind, fails), expected);
      for (let cut = 0; cut <= CUT_POINTS; cut += 1) {
        const scene = sceneOf(kind, fails);
        const log: LoggedEvent[] = [];
        const stopAfter = hashOf(`cut ${cut}`) % expected.length;
        await goOn(scene, log, { stopAfter });
        if (cut % 2 === 0) await goOn(scene, log, { stopAfter: 5 });
        log.push({ seq: log.length, step_index: log.at(-1)?.step_index ?? 0, type: 'error', payload: { message: 'cut' } });
        await goOn(scene, log);
        expect(resultsOf(scene, log)).toEqual(results);
        for (const type of ['trial', 'scoring', 'proposal', 'step']) expect(countOf(log, type)).toBe(countOf(expected, type));
      }
    },
  );

  it.each([['evaluate'], ['optimize']] as const)(
    'tries what failed in the step under way again where that is asked for, wherever %s was cut',
    async (kind) => {
      const results = resultsOf(sceneOf(kind), await whole(sceneOf(kind)));
      // In a search the cuts are in the first step, since a step that has ended stays as it is.
      const longest = 8 * 2 * 5 - 1;
      for (let cut = 1; cut <= CUT_POINTS; cut += 1) {
        const log: LoggedEvent[] = [];
        await goOn(
          sceneOf(kind, (prompt) => hashOf(prompt) % 3 === 0),
          log,
          { stopAfter: 1 + (hashOf(`${cut}`) % longest) },
        );
        const scene = sceneOf(kind);
        if (cut % 2 === 0) await goOn(scene, log, { stopAfter: 7, retriesFailed: true });
        await goOn(scene, log, { retriesFailed: true });
        const { failedTrials } = foldOf(scene, log).counts;
        expect(failedTrials).toBe(0);
        expect(resultsOf(scene, log)).toEqual(results);
      }
    },
  );

  it('shows a proposer after a cut what it would have seen without', async () => {
    const expected = await whole(sceneOf('optimize'));
    const advice = (log: readonly LoggedEvent[]): unknown[] =>
      log.filter(({ type }) => type === 'proposal').map(({ payload }) => (payload as { advice: unknown }).advice);
    for (const stopAfter of [30, 81, 82, 83, 120]) {
      const scene = sceneOf('optimize');
      const log: LoggedEvent[] = [];
      await goOn(scene, log, { stopAfter });
      await goOn(scene, log);
      expect(advice(log)).toEqual(advice(expected));
    }
  });

  it('makes only the looks that are missing, with the output as it was stored', async () => {
    const scene = sceneOf('evaluate');
    const all = await whole(scene);
    const withoutOneJudge = all.filter(({ type, payload }) => type !== 'scoring' || !('telemetry' in payload));
    const log = logged(
      withoutOneJudge.map(({ type, payload }) => ({ type, stepIndex: 0, payload }) as EngineEvent),
      0,
    );
    const before = log.length;
    await goOn(
      { ...scene, plan: { ...scene.plan, model: new FakeModel(() => Promise.reject(new Error('asked again'))) } },
      log,
    );
    expect(new Set(log.slice(before).map(({ type }) => type))).toEqual(new Set(['scoring']));
    expect(resultsOf(scene, log)).toEqual(resultsOf(scene, all));
  });

  it('keeps failed trials where no trial can be made, and makes failed scorings again all the same', async () => {
    const scene = sceneOf('evaluate', (prompt) => hashOf(prompt) % 3 === 0);
    const log = await whole(scene);
    const isFailed = ({ payload }: LoggedEvent): boolean => (payload as TrialPayload).status === 'failed';
    const failed = log.filter((event) => event.type === 'trial' && isFailed(event));
    expect(failed).not.toEqual([]);
    const options = { metrics: scene.plan.metrics, repeats: 2, retriesFailed: true, keepsTrials: true };
    const { trials } = await KeptWork.of(logOf([...log, ...logged([failedScoring(log)], log.length)]), options);
    for (const { payload } of failed) {
      const { row: at = 0, replicate, trial_id: id } = payload as TrialPayload;
      expect(trials.has(at, replicate, id)).toBe(true);
    }
    let open = 0;
    for await (const _trial of trials.open()) open += 1;
    // What a judge says of a trial without an answer has failed, too.
    expect(open).toBe(failed.length + 1);
  });

  it('makes a trial again that the end of the job has cut, and keeps other failed ones', async () => {
    const failed = (place: number, type: string): EngineEvent => ({
      type: 'trial',
      stepIndex: 0,
      payload: {
        ...{ status: 'failed', trial_id: `t${String(place)}`, row: place, replicate: 0 },
        example: { inputs: {}, reference: null },
        error: { type, message: 'no', kind: 'provider' },
      },
    });
    const log = logOf(logged([failed(0, 'CutTrialError'), failed(1, 'ModelError')], 0));
    const { trials } = await KeptWork.of(log, { metrics: [], repeats: 1, retriesFailed: false });
    expect([trials.has(0, 0, 't0'), trials.has(1, 0, 't1')]).toEqual([false, true]);
  });

  it('makes a trial again whose row is another one now', async () => {
    const scene = sceneOf('evaluate');
    const log = await whole(scene);
    const before = log.length;
    const rows = [...(scene.plan.rows.read() as readonly ReturnType<typeof row>[])];
    rows[3] = row({ q: 'a new question' }, '3', 3);
    await goOn({ ...scene, plan: { ...scene.plan, rows: { read: () => rows } } }, log);
    const again = log.slice(before).filter(({ type }) => type === 'trial');
    expect(again.map(({ payload }) => (payload as TrialPayload).row)).toEqual([3, 3]);
    expect(foldOf(scene, log).counts).toMatchObject({ trials: 16 });
  });
});
