import { describe, expect, it } from '@jest/globals';
import type { ScoringPayload, StepPayload, TelemetryPayload, TrialPayload } from './event.ts';
import { reasonsText } from './failure-tally.ts';
import { JobFold, type FoldedEvent, type FoldedJob } from './job-fold.ts';

interface Place {
  readonly row?: number;
  readonly id?: string;
  readonly step?: number;
  readonly replicate?: number;
}

function trial({ row, id = 't', step = 0, replicate = 0 }: Place, change: Partial<TrialPayload> = {}): FoldedEvent {
  const example = { inputs: { q: id.split('#')[0] ?? '' }, reference: null };
  const place = row === undefined ? {} : { row };
  const payload: TrialPayload = { status: 'success', trial_id: id, ...place, example, replicate, ...change };
  return { step_index: step, type: 'trial', payload };
}

function telemetry(input: number | null, output: number | null): Pick<TrialPayload, 'telemetry'> {
  const response = { content: '', input_tokens: input, output_tokens: output, latency: 0.1 };
  const request = { model_id: 'm', prompt: [], system_instruction: null, output_schema: null, generation_kwargs: {} };
  return { telemetry: { rendered_prompt: '', request, response } };
}

/** `normalized` is `null` for a look that failed. */
function scoring(name: string, normalized: number | null, { row, id = 't', step = 0, replicate = 0 }: Place): FoldedEvent {
  const place = row === undefined ? {} : { row };
  const metric = { name, description: 'd', kind: 'programmatic' } as const;
  const identity = { trial_id: id, ...place, metric, replicate };
  const payload: ScoringPayload =
    normalized === null
      ? { ...identity, status: 'failed', error: { type: 'Error', message: '' } }
      : { ...identity, status: 'success', score: { raw: normalized, normalized, reason: '' } };
  return { step_index: step, type: 'scoring', payload };
}

function proposal(step: number, template = `p${step}`): FoldedEvent {
  return { step_index: step, type: 'proposal', payload: { prompt_template: template, thinking: null, advice: null } };
}

function end(step: number, change: Partial<StepPayload> = {}): FoldedEvent {
  const none = { mean: null, sd: null, n: 0 };
  const summary = { overall: none, per_metric: {}, failure_rate: 0, scoring_failure_rate: 0 };
  const payload = { score: null, prompt_template: `p${step}`, thinking: null, advice: null, summary, ...change };
  return { step_index: step, type: 'step', payload };
}

/** One whole step of one example. */
function wholeStep(step: number, score: number | null): FoldedEvent[] {
  return [proposal(step), trial({ row: 0, step }), scoring('m', score, { row: 0, step }), end(step)];
}

function folded(job: Partial<FoldedJob>, events: readonly FoldedEvent[]): JobFold {
  const fold = new JobFold({ kind: 'evaluate', metrics: [], ...job });
  for (const event of events) fold.add(event);
  return fold;
}

describe('what a job has done', () => {
  it('is counted: trials, scorings, what failed of them, tokens and time', () => {
    const fold = folded({}, [
      trial({ row: 0 }, telemetry(3, 1)),
      trial({ row: 1 }, { ...telemetry(3, null), status: 'failed' }),
      scoring('a', 1, { row: 0 }),
      scoring('a', null, { row: 1 }),
    ]);
    const programs = { calls: 2, extraCalls: 0, inputTokens: 6, outputTokens: 1, latency: 0.2 };
    const counts = { trials: 2, failedTrials: 1, scorings: 2, failedScorings: 1, calls: { programs } };
    expect(fold.counts).toMatchObject(counts);
    expect(fold.total).toMatchObject({ ...counts, examples: 2 });
    expect(fold.current).toMatchObject({ ...counts, stepIndex: 0, isFinished: false });
  });

  it('counts what failed calls took, and what judges and the proposer were asked', () => {
    const used = telemetry(3, 1).telemetry as TelemetryPayload;
    const refused = { content: null, input_tokens: null, output_tokens: null, latency: 0.2, error: '503' };
    const vain = { content: 'x', input_tokens: 40, output_tokens: 9, latency: 0.3, error: 'cut' };
    const look = scoring('a', 1, { row: 0 });
    const asked = proposal(0);
    const calls = { model_id: 'm', response: used.response };
    const fold = folded({ kind: 'optimize' }, [
      { ...asked, payload: { ...asked.payload, telemetry: { ...calls, other_attempts: [vain] } } as never },
      trial({ row: 0 }, { status: 'failed', telemetry: { ...used, other_attempts: [refused, vain] } }),
      { ...look, payload: { ...look.payload, telemetry: calls } as never },
    ]);
    expect(fold.total.calls).toMatchObject({
      programs: { calls: 3, extraCalls: 2, inputTokens: 43, outputTokens: 10, latency: expect.closeTo(0.6, 12) },
      judges: { calls: 1, extraCalls: 0, inputTokens: 3, outputTokens: 1, latency: 0.1 },
      proposer: { calls: 2, extraCalls: 1, inputTokens: 43, outputTokens: 10 },
    });
    expect(fold.summary().telemetry).toMatchObject({ input_tokens: 43, judges: { calls: 1 }, proposer: { extra_calls: 1 } });
  });

  it('tells apart whose fault the failures were, as far as they say it', () => {
    const failed = (row: number, kind?: 'provider' | 'answer'): FoldedEvent =>
      trial({ row }, { status: 'failed', error: { type: 'E', message: '', ...(kind === undefined ? {} : { kind }) } });
    const fold = folded({}, [failed(0, 'provider'), failed(1, 'provider'), failed(2, 'answer'), failed(3)]);
    expect(fold.counts).toMatchObject({ failedTrials: 4, failures: { provider: 2, answer: 1, program: 0 } });
    expect(fold.summary()).toMatchObject({ failed_trials: { provider: 2, answer: 1, program: 0 } });
  });

  it('knows by its class that an error is a provider’s, where nothing else says it, and takes no score from such a trial', () => {
    const failed = (row: number, type: string): FoldedEvent =>
      trial({ row }, { status: 'failed', error: { type, message: '' } });
    const fold = folded({ metrics: ['m'] }, [
      failed(0, 'RateLimitError'),
      failed(1, 'ValueError'),
      trial({ row: 2 }),
      ...[0, 0, 1].map((score, row) => scoring('m', score, { row })),
    ]);
    expect(fold.counts).toMatchObject({ failedTrials: 2, failures: { provider: 1 }, scorings: 3, failedScorings: 1 });
    expect(fold.total).toMatchObject({ scoredExamples: 2, overall: { mean: 0.5 } });
  });

  it('counts an example as scored once, while any of its trials has a score', () => {
    const tries = [0, 1].map((replicate) => ({ row: 0, id: `t${replicate}`, replicate }));
    const trials = tries.map((place) => trial(place));
    const scored = (at: number, score: number | null): FoldedEvent => scoring('m', score, { row: 0, id: `t${at}` });
    const count = (...events: readonly FoldedEvent[]): number =>
      folded({ metrics: ['m'], repeats: 2 }, [...trials, ...events]).total.scoredExamples;
    expect(count()).toBe(0);
    expect(count(scored(0, 1), scored(1, 0))).toBe(1);
    expect(count(scored(0, 1), scored(1, null))).toBe(1);
    expect(count(scored(0, 1), scored(0, null))).toBe(0);
    expect(count(scored(0, 1), scored(1, 0), ...trials)).toBe(0);
  });

  it('takes a line that somebody edited for a call of which nothing is known', () => {
    const fold = folded({}, [trial({ row: 0 }, { telemetry: { request: {} } as never })]);
    expect(fold.counts.calls.programs).toMatchObject({ calls: 1, inputTokens: 0, latency: 0 });
  });

  it('is nothing before its first event', () => {
    expect(folded({ metrics: ['a'] }, []).total).toMatchObject({
      trials: 0,
      examples: 0,
      overall: { mean: null, sd: null, n: 0 },
    });
  });

  it('counts a line that holds nothing readable as nothing', () => {
    expect(folded({}, [{ step_index: 0, type: 'trial', payload: null as never }]).counts.trials).toBe(0);
  });
});

describe('a mean over examples', () => {
  it('counts each example once, by the mean of its trials, and a trial by the mean of its looks', () => {
    const fold = folded({ metrics: ['a', 'b'], repeats: 2 }, [
      trial({ row: 0, id: 'x#0' }),
      trial({ row: 0, id: 'x#1', replicate: 1 }),
      trial({ row: 1, id: 'y#0' }),
      scoring('a', 1, { row: 0, id: 'x#0' }),
      scoring('a', 0, { row: 0, id: 'x#0', replicate: 1 }),
      scoring('a', 0, { row: 0, id: 'x#0', replicate: 2 }),
      scoring('a', 0, { row: 0, id: 'x#0', replicate: 3 }),
      scoring('a', 0.75, { row: 0, id: 'x#1' }),
      scoring('a', 0.25, { row: 1, id: 'y#0' }),
      scoring('b', 1, { row: 0, id: 'x#0' }),
    ]);
    const { metrics, overall } = fold.total;
    expect(metrics.get('a')).toMatchObject({
      overExamples: { mean: 0.375, sd: expect.closeTo(Math.SQRT1_2 / 4, 14), n: 2 },
      overScorings: { mean: expect.closeTo(2 / 6, 14), n: 6 },
    });
    expect(metrics.get('b')?.overExamples).toEqual({ mean: 1, sd: 0, n: 1 });
    expect(overall).toEqual({ mean: 0.6875, sd: expect.closeTo(Math.SQRT1_2 * 0.625, 14), n: 2 });
  });

  it('leaves failed looks out, and an example without any other', () => {
    const fold = folded({ metrics: ['a'] }, [
      trial({ row: 0 }),
      trial({ row: 1 }),
      scoring('a', 1, { row: 0 }),
      scoring('a', null, { row: 0, replicate: 1 }),
      scoring('a', 0, { row: 1 }),
      scoring('a', 0, { row: 1, replicate: 1 }),
    ]);
    expect(fold.total.metrics.get('a')).toMatchObject({
      overExamples: { mean: 0.5, n: 2 },
      overScorings: { mean: expect.closeTo(1 / 3, 14), n: 3 },
    });
  });

  it('can be read at any time, and then goes on', () => {
    const fold = new JobFold({ kind: 'evaluate', metrics: ['a', 'b'] });
    const seen: (number | null | undefined)[] = [fold.current?.runningScore];
    for (const [row, score] of [1, 0, 0.5].entries()) {
      fold.add(trial({ row, id: `t${row}` }));
      fold.add(scoring('a', score, { row, id: `t${row}` }));
      seen.push(fold.current?.runningScore, fold.total.metrics.get('a')?.overExamples.mean);
    }
    fold.add(scoring('a', 0, { row: 0, id: 't0', replicate: 1 }));
    seen.push(fold.current?.runningScore, fold.current?.score);
    expect(seen).toEqual([null, 1, 1, 0.5, 0.5, 0.5, 0.5, expect.closeTo(1 / 3, 14), expect.closeTo(1 / 3, 14)]);
  });

  it('covers every metric that was asked for, and any other that scores', () => {
    const fold = folded({ metrics: ['asked'] }, [trial({ row: 0 }), scoring('other', 1, { row: 0 })]);
    expect([...fold.total.metrics].map(([name, { info, overExamples }]) => [name, info?.name, overExamples.mean])).toEqual([
      ['asked', undefined, null],
      ['other', 'other', 1],
    ]);
  });
});

describe('rows that are equal', () => {
  const scores = [1, 1, 1, 0];

  it('are examples of their own, by their place in the dataset', () => {
    const events = scores.flatMap((score, row) => {
      const place = { row, id: score === 1 ? 'same' : 'other' };
      return [trial(place), scoring('m', score, place)];
    });
    expect(folded({}, events).total).toMatchObject({ examples: 4, overall: { mean: 0.75 } });
    expect(folded({}, events).total.metrics.get('m')?.overExamples).toEqual({ mean: 0.75, sd: 0.5, n: 4 });
  });

  it('are told apart by their order where an archive lacks their place', () => {
    const places = scores.map((score) => ({ id: score === 1 ? 'same' : 'other' }));
    const events = [...places.map((place) => trial(place)), ...places.map((place, at) => scoring('m', scores[at] ?? 0, place))];
    expect(folded({}, events).total.metrics.get('m')?.overExamples).toEqual({ mean: 0.75, sd: 0.5, n: 4 });
  });

  it('get the n-th scoring of a metric and a look each, whenever it comes', () => {
    const events = [
      trial({ id: 'same' }),
      scoring('m', 1, { id: 'same' }),
      trial({ id: 'same' }),
      scoring('m', null, { id: 'same', replicate: 1 }),
      scoring('m', 0, { id: 'same' }),
      scoring('m', 1, { id: 'same', replicate: 1 }),
    ];
    expect(folded({}, events).total.metrics.get('m')?.overExamples).toEqual({
      mean: 0.75,
      sd: expect.closeTo(Math.SQRT1_2 / 2, 14),
      n: 2,
    });
  });

  it('keep their replicates together where an archive lacks their place', () => {
    const places = [
      { id: 'same#0', replicate: 0 },
      { id: 'same#0', replicate: 0 },
      { id: 'same#1', replicate: 1 },
      { id: 'same#1', replicate: 1 },
      { id: 'other#0', replicate: 0 },
      { id: 'other#1', replicate: 1 },
    ];
    const events = places.flatMap((place, at) => [trial(place), scoring('m', at < 4 ? 1 : at - 4, { id: place.id })]);
    expect(folded({ repeats: 2 }, events).total.metrics.get('m')?.overExamples).toMatchObject({
      mean: expect.closeTo(2.5 / 3, 14),
      n: 3,
    });
  });

  it('take a further scoring of their trial for the same look made again', () => {
    const events = [trial({ id: 'x' }), scoring('m', 1, { id: 'x' }), scoring('m', 0, { id: 'x' })];
    expect(folded({}, events).total.metrics.get('m')?.overExamples).toEqual({ mean: 0, sd: 0, n: 1 });
  });
});

describe('a scoring whose trial never came', () => {
  it('is a scoring, and no example', () => {
    const { total } = folded({}, [scoring('m', 1, { id: 'unknown' })]);
    expect(total).toMatchObject({ scorings: 1, examples: 0 });
    expect(total.metrics.get('m')).toMatchObject({ overExamples: { n: 0 }, overScorings: { mean: 1, n: 1 } });
  });
});

describe('the summary', () => {
  it('averages over scorings, and then over metrics', () => {
    const fold = folded({ metrics: ['a', 'b'] }, [
      trial({ row: 0 }, telemetry(3, null)),
      trial({ row: 1 }, telemetry(3, null)),
      trial({ row: 2 }, { status: 'failed' }),
      scoring('a', 1, { row: 0 }),
      scoring('a', 0, { row: 0, replicate: 1 }),
      scoring('a', 0.5, { row: 1 }),
      scoring('b', null, { row: 1 }),
    ]);
    expect(fold.summary()).toEqual({
      trial_count: 3,
      scoring_count: 4,
      failure_rate: 1 / 3,
      scoring_failure_rate: 0.25,
      overall: { mean: 0.5, sd: 0, n: 1 },
      per_metric: { a: { mean: 0.5, sd: 0.5, n: 3 }, b: { mean: null, sd: null, n: 0 } },
      failed_trials: { provider: 0, answer: 0, program: 0 },
      telemetry: { input_tokens: 6, output_tokens: 0, latency: 0.2, calls: 2, extra_calls: 0, cost_usd: null },
    });
  });

  it('has no overall where nothing was scored', () => {
    expect(folded({}, []).summary()).toMatchObject({ overall: null, per_metric: {}, trial_count: 0, failure_rate: 0 });
  });

  it('adds up the steps of a search', () => {
    const summary = folded({ kind: 'optimize', metrics: ['m'] }, [...wholeStep(0, 0), ...wholeStep(1, 1)]).summary();
    expect(summary).toMatchObject({ trial_count: 2, scoring_count: 2, per_metric: { m: { mean: 0.5, n: 2 } } });
    expect(summary.steps).toMatchObject([
      { step_index: 0, score: 0, prompt_template: 'p0' },
      { step_index: 1, score: 1, prompt_template: 'p1', summary: { per_metric: { m: { mean: 1, sd: 0, n: 1 } } } },
    ]);
    expect(summary.best_step).toEqual(summary.steps?.[1]);
  });
});

describe('the steps of a search', () => {
  const search = { kind: 'optimize', metrics: ['m'] } as const;

  it('are counted one by one, each with its template', () => {
    const fold = folded(search, [...wholeStep(0, 0.5), proposal(1), trial({ row: 0, step: 1 })]);
    expect(fold.steps).toMatchObject([
      { stepIndex: 0, isFinished: true, promptTemplate: 'p0', score: 0.5, trials: 1, examples: 1 },
      { stepIndex: 1, isFinished: false, promptTemplate: 'p1', score: null, trials: 1, examples: 1 },
    ]);
    expect(fold.current).toBe(fold.step(1));
    expect(fold.finishedSteps).toEqual([fold.step(0)]);
  });

  it('keep their means when they have ended', () => {
    const fold = folded(search, [...wholeStep(0, 0.5), ...wholeStep(1, 0.25)]);
    expect(fold.step(0)).toMatchObject({ score: 0.5, runningScore: 0.5 });
    expect(fold.total.metrics.get('m')?.overExamples).toMatchObject({ mean: 0.375, n: 2 });
  });

  it('have what their own event says where their trials are lost', () => {
    const overall = { mean: 0.7, sd: 0, n: 1 };
    const summary = { overall, per_metric: { m: overall }, failure_rate: 0, scoring_failure_rate: 0 };
    expect(folded(search, [end(0, { score: 0.7, summary })]).step(0)).toMatchObject({ score: 0.7, summary });
  });

  it.each([
    ['the first with the highest score', [null, 0.5, 0.75, 0.75], 2],
    ['one with a score of 0 where no other has a score', [null, 0], 1],
    ['none where no step has a score', [null], undefined],
    ['none before the first has ended', [], undefined],
  ])('the best is %s', (_which, scores: readonly (number | null)[], best) => {
    const fold = folded(
      search,
      scores.flatMap((score, step) => wholeStep(step, score)),
    );
    expect(fold.bestStep?.stepIndex).toBe(best);
  });

  it('are not begun by the error that ends a job', () => {
    const error: FoldedEvent = { step_index: 1, type: 'error', payload: { message: 'm' } };
    expect(folded(search, [...wholeStep(0, 1), error]).steps).toHaveLength(1);
  });
});

describe('the open step', () => {
  it('is the one of the last event, and after a finished step the next', () => {
    const fold = new JobFold({ kind: 'optimize', metrics: ['m'] });
    expect(fold.openStep).toBe(0);
    for (const event of wholeStep(0, 1)) fold.add(event);
    expect(fold.openStep).toBe(1);
    fold.add(proposal(1));
    expect(fold.openStep).toBe(1);
  });
});

describe('whether a job is complete', () => {
  const plan = { plannedTrials: 1, plannedScorings: 1 };
  const [, ...evaluation] = wholeStep(0, 0.5).slice(0, 3);

  it('is known by its trials and their scorings', () => {
    expect(folded({}, evaluation).isComplete(plan)).toBe(true);
    expect(folded({}, evaluation.slice(0, 1)).isComplete(plan)).toBe(false);
    expect(folded({}, []).isComplete(plan)).toBe(false);
    expect(folded({}, evaluation).isComplete({ plannedTrials: 2, plannedScorings: 2 })).toBe(false);
    expect(folded({ kind: 'run' }, evaluation.slice(0, 1)).isComplete({ plannedTrials: 1, plannedScorings: 0 })).toBe(true);
  });

  it('is taken for granted where no plan was recorded', () => {
    expect(folded({}, []).isComplete({ plannedTrials: null, plannedScorings: null })).toBe(true);
  });

  it('needs every step of a search, or one with the full score', () => {
    const search = (...events: readonly FoldedEvent[][]): JobFold =>
      folded({ kind: 'optimize', metrics: ['m'] }, events.flat());
    expect(search(wholeStep(0, 0.5), wholeStep(1, 0.5)).isComplete({ ...plan, steps: 1 })).toBe(true);
    expect(search(wholeStep(0, 0.5), wholeStep(1, 1)).isComplete({ ...plan, steps: 9 })).toBe(true);
    expect(search(wholeStep(0, 0.5), wholeStep(1, 0.5)).isComplete({ ...plan, steps: 2 })).toBe(false);
    expect(search(wholeStep(0, 1), [proposal(1)]).isComplete({ ...plan, steps: 0 })).toBe(false);
    expect(search([proposal(0), end(0)]).isComplete({ ...plan, steps: 0 })).toBe(false);
    expect(search().isComplete({ ...plan, steps: 0 })).toBe(false);
  });
});

describe('a score that rests on a part of the trials', () => {
  it('counts for decisions as if the others had 0', () => {
    const fold = folded({ metrics: ['m', 'n'] }, [
      trial({ row: 0 }),
      trial({ row: 1 }),
      scoring('m', 1, { row: 0 }),
      scoring('m', null, { row: 1 }),
      scoring('n', 1, { row: 0 }),
      scoring('n', 0.5, { row: 1 }),
    ]);
    expect(fold.step(0)).toMatchObject({ score: 0.875, worstScore: 0.625 });
  });

  it('wins no search: what could not be scored counts as 0', () => {
    const fold = folded({ kind: 'optimize', metrics: ['m'] }, [
      proposal(0),
      ...[0, 1].flatMap((row) => [trial({ row, step: 0 }), scoring('m', 0.75, { row, step: 0 })]),
      end(0),
      proposal(1),
      trial({ row: 0, step: 1 }),
      scoring('m', 1, { row: 0, step: 1 }),
      trial({ row: 1, step: 1 }),
      scoring('m', null, { row: 1, step: 1 }),
      end(1),
    ]);
    expect(fold.finishedSteps.map(({ score }) => score)).toEqual([0.75, 1]);
    expect(fold.bestStep?.stepIndex).toBe(0);
    expect(fold.isComplete({ plannedTrials: 2, plannedScorings: 2, steps: 5 })).toBe(false);
  });

  it('is told with the most frequent reasons for what failed', () => {
    const failed = (row: number, message: string): FoldedEvent =>
      trial({ row }, { status: 'failed', error: { kind: 'provider', type: 'ModelError', message } });
    const fold = folded({}, [
      failed(0, 'm failed: 503'),
      failed(1, 'm failed: 429 wait 5 s'),
      failed(2, 'm failed: 429 wait 7 s'),
      scoring('m', null, { row: 0 }),
    ]);
    const reasons = fold.failureReasons(2);
    expect(reasonsText(reasons)).toBe('2 × ModelError: m failed: 429 wait N s; 1 × ModelError: m failed: 503');
    expect(reasons[0]).toMatchObject({ metric: null, example: 'm failed: 429 wait 5 s', isUniform: false });
  });
});
