import { describe, expect, it } from '@jest/globals';
import { EarlyStop } from './early-stop.ts';
import { evaluate, type EvaluationPlan, EventOutlet } from './evaluate.ts';
import type { EngineEvent } from './event.ts';
import type { DatasetRow } from './example.ts';
import { FakeModel, row } from './fake-model.fixture.ts';
import type { JsonObject } from './json.ts';
import { llmJudge, type NamedMetric, programmaticMetric } from './metric.ts';
import type { Program } from './program.ts';
import { PromptTemplate } from './prompt-template.ts';
import { ordinal, range } from './scale.ts';

const never = new AbortController().signal;

const rows = ['a', 'b', 'c', 'd', 'e'].map((question, index) => row({ question }, String(index), index));

const isVowel: NamedMetric = {
  name: 'is_vowel',
  judge: null,
  metric: programmaticMetric<string>({
    description: 'v',
    scale: ordinal([false, true]),
    score: ({ output }) => 'aeiou'.includes(output),
  }),
};

function questionOf(inputs: JsonObject): string {
  return inputs.question as string;
}

const echo = (async ({ render, complete }) => (await complete(render())).output) satisfies Program;

function judged(repeats: number, judge: FakeModel): NamedMetric {
  return { name: 'judged', judge, metric: llmJudge({ description: 'j', scale: range(0, 10), model: 'a:b', repeats }) };
}

function planOf(change: Partial<EvaluationPlan>): EvaluationPlan {
  return {
    program: echo,
    template: new PromptTemplate('{{ question }}'),
    model: new FakeModel(),
    metrics: [isVowel],
    rows: () => rows,
    repeats: 1,
    workers: 2,
    generationKwargs: {},
    trialTimeoutMs: null,
    stepIndex: 0,
    ...change,
  };
}

/** `trial a 0`, `scoring is_vowel a 0`: what an event is about. */
async function eventsOf(
  change: Partial<EvaluationPlan>,
): Promise<{ names: readonly string[]; events: readonly EngineEvent[] }> {
  const events: EngineEvent[] = [];
  await evaluate(planOf(change), (event) => void events.push(event), never);
  return { names: namesOf(events), events };
}

function namesOf(events: readonly EngineEvent[]): readonly string[] {
  const trials = new Map<string, string>();
  return events.map((event) => {
    if (event.type === 'trial') {
      const { trial_id: id, example, replicate } = event.payload;
      trials.set(id, `${questionOf(example.inputs)}${replicate}`);
      return `trial ${trials.get(id)}`;
    }
    if (event.type !== 'scoring') return event.type;
    const { trial_id: id, metric, replicate } = event.payload;
    return `${metric.name} ${trials.get(id) ?? 'of an unknown trial'} ${replicate}`;
  });
}

describe('evaluate', () => {
  it('sends each trial before its scorings', async () => {
    const { names, events } = await eventsOf({ workers: 1, rows: () => rows.slice(0, 2), stepIndex: 3 });
    expect(names).toEqual(['trial a0', 'is_vowel a0 0', 'trial b0', 'is_vowel b0 0']);
    expect(events.every(({ stepIndex }) => stepIndex === 3)).toBe(true);
  });

  it('repeats every example, and judges every trial as often as asked', async () => {
    const judge = new FakeModel(() => ({ parsed: { reason: 'r', score: 5 } }));
    const { names } = await eventsOf({
      workers: 1,
      repeats: 2,
      rows: () => rows.slice(0, 1),
      metrics: [judged(2, judge), isVowel],
    });
    expect(names).toEqual([
      'trial a0',
      'is_vowel a0 0',
      'judged a0 0',
      'judged a0 1',
      'trial a1',
      'is_vowel a1 0',
      'judged a1 0',
      'judged a1 1',
    ]);
    expect(judge.requests).toHaveLength(4);
  });

  it('sends events as they come about, not in the order of the rows', async () => {
    const gates = new Map<string, () => void>();
    const program: Program = async ({ inputs, complete }) => {
      const question = questionOf(inputs);
      await new Promise<void>((resolve) => gates.set(question, resolve));
      return (await complete(question)).output;
    };
    const events: EngineEvent[] = [];
    const done = evaluate(planOf({ program, workers: 5 }), (event) => void events.push(event), never);
    for (const question of ['c', 'a', 'e', 'b', 'd']) {
      await new Promise((resolve) => setImmediate(resolve));
      gates.get(question)?.();
    }
    await done;
    expect(namesOf(events).filter((name) => name.startsWith('trial'))).toEqual([
      'trial c0',
      'trial a0',
      'trial e0',
      'trial b0',
      'trial d0',
    ]);
  });

  it('has no more trials and judgements in flight than workers, and reads no row before its time', async () => {
    let inFlight = 0;
    let most = 0;
    let read = 0;
    const busy = async (): Promise<object> => {
      inFlight += 1;
      most = Math.max(most, inFlight);
      await new Promise((resolve) => setImmediate(resolve));
      inFlight -= 1;
      return { content: 'a', parsed: { reason: 'r', score: 1 } };
    };
    function* source(): Generator<DatasetRow> {
      for (const next of rows) {
        expect(inFlight).toBeLessThan(3);
        read += 1;
        yield next;
      }
    }
    const model = new FakeModel(busy);
    const { events } = await eventsOf({ workers: 3, model, metrics: [judged(2, new FakeModel(busy))], rows: source });
    expect({ most, read, events: events.length }).toEqual({ most: 3, read: 5, events: 15 });
  });

  it('goes on past failed trials and failed scorings, and counts them', async () => {
    const program: Program = async ({ inputs, complete }) => {
      if (inputs.question === 'b') throw new RangeError('unlucky');
      return (await complete(questionOf(inputs))).output;
    };
    const metric = programmaticMetric<string>({
      description: 'crashes',
      scale: range(0, 1),
      score: ({ output }) => {
        if (output === 'c') throw new Error('crash');
        return 1;
      },
    });
    const events: EngineEvent[] = [];
    const plan = planOf({ program, metrics: [{ name: 'm', metric, judge: null }] });
    const fold = await evaluate(plan, (event) => void events.push(event), never);
    expect(events).toHaveLength(10);
    expect(events.find(({ payload }) => 'status' in payload && payload.status === 'failed')?.payload).toMatchObject({
      error: { type: 'RangeError', message: 'unlucky' },
    });
    expect(fold.summary()).toEqual({
      trial_count: 5,
      scoring_count: 5,
      failure_rate: 0.2,
      failed_trials: { provider: 0, answer: 0, program: 1 },
      scoring_failure_rate: 0.2,
      overall: { mean: 0.75, sd: 0, n: 1 },
      per_metric: { m: { mean: 0.75, sd: 0.5, n: 4 } },
      telemetry: { input_tokens: 12, output_tokens: 4, latency: 2, calls: 4, extra_calls: 0, cost_usd: null },
    });
    expect(fold.steps[0]?.summary).toMatchObject({ overall: { mean: 0.75 }, failure_rate: 0.2, scoring_failure_rate: 0.2 });
  });

  it('takes the replicates of an example together in the step, and all scorings in the job', async () => {
    let looks = 0;
    const judge = new FakeModel(() => ({ parsed: { reason: 'r', score: (looks += 1) } }));
    const plan = planOf({ workers: 1, repeats: 2, rows: () => rows.slice(0, 2), metrics: [judged(1, judge)] });
    const fold = await evaluate(plan, () => undefined, never);
    expect(fold.steps[0]?.summary.per_metric.judged).toMatchObject({ mean: 0.25, n: 2 });
    expect(fold.summary().per_metric.judged).toMatchObject({ mean: 0.25, n: 4 });
  });

  it('waits for the sink, one event at a time', async () => {
    let isBusy = false;
    const names: string[] = [];
    const sink = async (event: EngineEvent): Promise<void> => {
      expect(isBusy).toBe(false);
      isBusy = true;
      await new Promise((resolve) => setImmediate(resolve));
      isBusy = false;
      names.push(event.type);
    };
    await evaluate(planOf({ workers: 5 }), sink, never);
    expect(names).toHaveLength(10);
  });

  it('rejects when the sink or the rows fail', async () => {
    await expect(evaluate(planOf({}), () => Promise.reject(new Error('disk full')), never)).rejects.toThrow('disk full');
    const broken = async function* (): AsyncGenerator<DatasetRow> {
      yield* rows;
      throw new Error('line 6 is broken');
    };
    await expect(evaluate(planOf({ rows: broken }), () => undefined, never)).rejects.toThrow('line 6 is broken');
  });

  it('refuses a judge without its model', async () => {
    const metrics = [{ ...judged(1, new FakeModel()), judge: null }];
    await expect(evaluate(planOf({ metrics }), () => undefined, never)).rejects.toThrow(
      'the judge of the metric judged has no model',
    );
  });

  it('ends at once when it is aborted, without failed trials, and aborts what runs', async () => {
    const controller = new AbortController();
    const signals: AbortSignal[] = [];
    const program: Program = async ({ inputs, complete, signal }) => {
      signals.push(signal);
      const { output } = await complete(questionOf(inputs));
      if (output !== 'a') await new Promise(() => undefined);
      return output;
    };
    const events: EngineEvent[] = [];
    const sink = (event: EngineEvent): void => {
      events.push(event);
      if (event.type === 'scoring') {
        setImmediate(() => {
          controller.abort();
        });
      }
    };
    const fold = await evaluate(planOf({ program }), sink, controller.signal);
    expect(namesOf(events)).toEqual(['trial a0', 'is_vowel a0 0']);
    expect(fold.summary()).toMatchObject({ trial_count: 1, scoring_count: 1, failure_rate: 0 });
    expect(signals.every(({ aborted }) => aborted)).toBe(true);
  });

  it('finishes what is in flight when it is asked to end early, scores it for free, and asks no judge', async () => {
    const earlyStop = new EarlyStop();
    const gates: (() => void)[] = [];
    const model = new FakeModel(async ({ messages }) => {
      await new Promise<void>((resolve) => gates.push(resolve));
      return { content: messages.at(-1)?.content ?? '' };
    });
    const judge = new FakeModel(() => ({ parsed: { reason: 'r', score: 1 } }));
    const events: EngineEvent[] = [];
    const plan = planOf({ model, metrics: [isVowel, judged(1, judge)], workers: 2, earlyStop });
    const done = evaluate(plan, (event) => void events.push(event), never);
    while (gates.length < 2) await new Promise((resolve) => setImmediate(resolve));
    earlyStop.ask({ stopped: { reason: 'max_seconds', limit: 1 } });
    for (const open of gates) open();
    const fold = await done;
    expect(namesOf(events).toSorted()).toEqual(['is_vowel a0 0', 'is_vowel b0 0', 'trial a0', 'trial b0']);
    expect([model.requests.length, judge.requests.length]).toEqual([2, 0]);
    expect(fold.summary()).toMatchObject({ trial_count: 2, scoring_count: 2, failure_rate: 0 });
  });

  it('does nothing when it was aborted before', async () => {
    const model = new FakeModel();
    await evaluate(planOf({ model }), () => undefined, AbortSignal.abort());
    expect(model.requests).toEqual([]);
  });
});

describe('an evaluation without metrics', () => {
  it('runs the trials and scores nothing', async () => {
    const events: EngineEvent[] = [];
    const fold = await evaluate(planOf({ metrics: [] }), (event) => void events.push(event), never);
    expect(events.map(({ type }) => type)).toEqual(['trial', 'trial', 'trial', 'trial', 'trial']);
    expect(fold.summary()).toMatchObject({ trial_count: 5, scoring_count: 0, overall: null, per_metric: {} });
  });
});

function event(message: string): () => EngineEvent {
  return () => ({ type: 'error', stepIndex: 0, payload: { message } });
}

function messageOf({ payload }: EngineEvent): unknown {
  return 'message' in payload ? payload.message : undefined;
}

describe('EventOutlet', () => {
  it('hands on at once to a sink that does not wait', () => {
    const seen: unknown[] = [];
    const outlet = new EventOutlet((sent) => void seen.push(messageOf(sent)));
    expect(outlet.send(event('a'))).toBeUndefined();
    expect(seen).toEqual(['a']);
  });

  it('hands on one at a time, in order', async () => {
    const seen: unknown[] = [];
    const gates: (() => void)[] = [];
    const outlet = new EventOutlet((sent) => {
      seen.push(messageOf(sent));
      return new Promise((resolve) => gates.push(resolve));
    });
    const all = Promise.all(['a', 'b', 'c'].map(async (message) => outlet.send(event(message))));
    expect(seen).toEqual(['a']);
    for (const sent of [
      ['a', 'b'],
      ['a', 'b', 'c'],
      ['a', 'b', 'c'],
    ]) {
      gates.shift()?.();
      await new Promise((resolve) => setImmediate(resolve));
      expect(seen).toEqual(sent);
    }
    await all;
  });

  it('gives a failure of the sink to the sender', async () => {
    const outlet = new EventOutlet(() => Promise.reject(new Error('disk full')));
    await expect(outlet.send(event('a'))).rejects.toThrow('disk full');
  });

  it('drops what waits when it is closed', async () => {
    const seen: unknown[] = [];
    const outlet = new EventOutlet(async (sent) => void seen.push(messageOf(sent)));
    const all = Promise.all([outlet.send(event('a')), outlet.send(event('b'))]);
    outlet.close();
    await all;
    void outlet.send(event('c'));
    expect(seen).toEqual(['a']);
  });
});
