import { describe, expect, it } from '@jest/globals';
import { figuresOfEvents, type ReportEvent } from '../../../../test/fixtures/report-of-events.ts';
import type { ScoringPayload, TrialPayload } from '../../../evaluation/event.ts';
import { failureReason } from '../../../evaluation/failure-reason.ts';
import { failedTrial, scored, telemetry, trial } from '../../../reports/report-events.fixture.ts';

const ONCE = { kind: 'evaluate', repeats: 1 } as const;
const REPEATED = { kind: 'evaluate', repeats: 3 } as const;

function trials(...payloads: readonly TrialPayload[]): ReportEvent[] {
  return payloads.map((payload) => ({ type: 'trial', payload }));
}

function scorings(...payloads: readonly ScoringPayload[]): ReportEvent[] {
  return payloads.map((payload) => ({ type: 'scoring', payload }));
}

describe('the figures of a job', () => {
  it('name the weakest examples by their mean over metrics, equal ones in order', () => {
    const events = [0.5, 0.2, 0.5, 0.2, 1].flatMap((value, index) => {
      const one = trial({ index });
      return [...trials(one), ...scorings(scored(one, value), scored(one, value / 2, { name: 'short' }))];
    });
    const { weakest } = figuresOfEvents(ONCE, events);
    expect(weakest.map(({ trial: { example } }) => example.inputs.index)).toEqual([1, 3, 0, 2, 4]);
    expect(weakest.map(({ meanScore }) => meanScore).slice(0, 3)).toEqual(
      [0.15, 0.15, 0.375].map((mean) => expect.closeTo(mean, 12)),
    );
    expect(weakest[0]?.scorings.map(({ metric }) => metric.name)).toEqual(['right', 'short']);
  });

  it('show of a repeated example its weakest trial', () => {
    const events = [1, 0.25, 0.75].flatMap((value, replicate) => {
      const one = trial({ q: 'a' }, { replicate, row: 0 });
      return [...trials(one), ...scorings(scored(one, value, { row: 0 }))];
    });
    expect(figuresOfEvents(REPEATED, events).weakest).toMatchObject([
      { trial: { replicate: 1 }, trials: 3, meanScore: expect.closeTo(2 / 3, 12) },
    ]);
  });

  it('count a failed trial that nothing scored as 0', () => {
    const { weakest } = figuresOfEvents(ONCE, trials(trial({ q: 'a' }), failedTrial({ q: 'b' })));
    expect(weakest).toMatchObject([
      { meanScore: 0, trial: { status: 'failed' }, scorings: [] },
      { meanScore: null, trial: { status: 'success' } },
    ]);
  });

  it('have no score for a trial that got no answer from its provider', () => {
    const error = { kind: 'provider', type: 'ModelError', message: '503' } as const;
    const unanswered = { ...failedTrial({ q: 'b' }), error, telemetry: telemetry(0.5, null) };
    const figures = figuresOfEvents(ONCE, trials(trial({ q: 'a' }), unanswered));
    expect(figures.weakest.map(({ meanScore }) => meanScore)).toEqual([null, null]);
    expect(figures.steps).toMatchObject([{ failedTrials: 1, failures: { provider: 1, answer: 0, program: 0 } }]);
    expect(figures).toMatchObject({ trialsWithTelemetry: 1, trialsWithoutTokens: 0 });
  });

  it('list as many examples as are wanted, those without a score last', () => {
    const unscored = [trial({ q: 'x' }), trial({ q: 'y' })];
    const known = [0.5, 0.25].flatMap((value) => {
      const one = trial({ value });
      return [...trials(one), ...scorings(scored(one, value))];
    });
    const events = [...trials(...unscored), ...known];
    const listed = (examples: number): unknown[] =>
      figuresOfEvents(ONCE, events, { examples }).weakest.map(({ row, meanScore }) => [row, meanScore]);
    expect(listed(0)).toEqual([]);
    expect(listed(3)).toEqual([
      [3, 0.25],
      [2, 0.5],
      [0, null],
    ]);
  });

  it('show of a repeated example without any score its first trial, and of others one that has a score', () => {
    const one = trial({ q: 'a' }, { replicate: 1, row: 0 });
    const events = [
      ...trials(trial({ q: 'a' }, { row: 0 }), one, trial({ q: 'b' }, { row: 1 })),
      ...scorings(scored(one, 1, { row: 0 })),
    ];
    expect(figuresOfEvents(REPEATED, events).weakest).toMatchObject([
      { row: 0, trial: { replicate: 1 }, meanScore: 1 },
      { row: 1, trial: { replicate: 0 }, meanScore: null },
    ]);
  });

  it('have the spread of the scores of examples, each by the mean of its trials', () => {
    const events = [1, 0.5, 0].flatMap((value, replicate) => {
      const one = trial({ q: 'a' }, { replicate, row: 0 });
      return [...trials(one), ...scorings(scored(one, value, { row: 0 }))];
    });
    const [found] = figuresOfEvents(REPEATED, events).distributions;
    const counts = Array.from({ length: 20 }, (_, bin) => (bin === 10 ? 1 : 0));
    expect(found).toEqual({ metric: 'right', distribution: { from: 0, to: 1, counts } });
  });

  it('find all looks of a judge at the weakest trial', () => {
    const one = trial({ q: 'a' });
    const judge = { name: 'tone', description: 'It is kind.', kind: 'llm_judge' } as const;
    const looks = [0.4, 0.6].map((value, replicate) => ({ ...scored(one, value, { replicate }), metric: judge }));
    const { weakest, noise } = figuresOfEvents(ONCE, [...trials(one), ...scorings(...looks)]);
    expect(weakest[0]?.scorings.map(({ replicate }) => replicate)).toEqual([0, 1]);
    expect(noise).toEqual([
      { metric: 'tone', trials: null, looks: { sd: expect.closeTo(Math.sqrt(0.02), 12), degreesOfFreedom: 1 } },
    ]);
  });

  it('group failures by metric and reason, the most frequent first', () => {
    const one = failedTrial({ q: 1 }, 'TypeError', 'odd');
    const two = failedTrial({ q: 2 }, 'RangeError', '7 is too much');
    const { score: _score, ...failed } = scored(one, 1);
    const failedScoring = { ...failed, status: 'failed', error: { type: 'RangeError', message: 'too much' } } as const;
    const events = [
      ...trials(one, two, failedTrial({ q: 3 }, 'RangeError', '12 is too much'), trial({ q: 4 })),
      ...scorings(failedScoring),
    ];
    const { failures, otherFailures } = figuresOfEvents(ONCE, events);
    const numbered = failureReason({ type: 'RangeError', message: '3 is too much' });
    expect(failures).toEqual([
      { ...numbered, metric: null, message: '7 is too much', count: 2, trialId: two.trial_id },
      expect.objectContaining({ metric: null, type: 'TypeError', message: 'odd', count: 1, trialId: one.trial_id }),
      expect.objectContaining({ metric: 'right', type: 'RangeError', message: 'too much', count: 1, trialId: one.trial_id }),
    ]);
    expect(numbered.shape).toBe('N is too much');
    expect(otherFailures).toBe(0);
  });

  it('list equally frequent failures in the order of the log, whatever failed', () => {
    const [first, second, third] = [trial({ q: 1 }), failedTrial({ q: 2 }, 'TypeError', 'odd'), trial({ q: 3 })] as const;
    const failing = (one: TrialPayload, name: string): ScoringPayload => {
      const { score: _score, ...scoring } = scored(one, 1, { name });
      return { ...scoring, status: 'failed', error: { type: 'Error', message: `no ${name}` } };
    };
    const events = [
      ...trials(first),
      ...scorings(failing(first, 'zeal')),
      ...trials(second),
      ...trials(third),
      ...scorings(scored(third, 1, { name: 'art' }), failing(third, 'art')),
    ];
    expect(figuresOfEvents(ONCE, events).failures.map(({ metric, trialId }) => [metric, trialId])).toEqual([
      ['zeal', first.trial_id],
      [null, second.trial_id],
      ['art', third.trial_id],
    ]);
  });

  it('add up what fails alike in several steps, by the first of them', () => {
    const events: ReportEvent[] = [0, 1].flatMap((step) => [
      { step_index: step, type: 'trial', payload: failedTrial({ q: step }, 'Error', 'same') },
      { step_index: step, type: 'trial', payload: failedTrial({ q: step + 10 }, 'Error', `only ${'ab'.charAt(step)}`) },
    ]);
    expect(figuresOfEvents({ kind: 'optimize', repeats: 1 }, events).failures).toMatchObject([
      { message: 'same', count: 2, trialId: failedTrial({ q: 0 }).trial_id },
      { message: 'only a', count: 1 },
      { message: 'only b', count: 1 },
    ]);
  });

  it('stay small when every message is another', () => {
    const letters = (q: number): string => String(q).replaceAll(/\d/g, (digit) => 'abcdefghij'.charAt(Number(digit)));
    const failed = Array.from({ length: 2_000 }, (_, q) => failedTrial({ q }, 'Error', `request ${letters(q)} failed`));
    const { failures, otherFailures } = figuresOfEvents(ONCE, trials(...failed));
    expect(failures).toHaveLength(500);
    expect(otherFailures).toBe(1_500);
  });

  it('have exact percentiles of the latency', () => {
    const events = trials(...[4, 1, 3, 2].map((seconds) => trial({ seconds }, { telemetry: telemetry(seconds) })));
    expect(figuresOfEvents(ONCE, events).latency).toEqual({ n: 4, mean: 2.5, p50: 2.5, p95: expect.closeTo(3.85, 12), max: 4 });
    expect(figuresOfEvents(ONCE, trials(trial({ q: 1 }))).latency).toBeNull();
  });

  it('are without the weakest examples when the log was cut under them', () => {
    const one = trial({ q: 'a' });
    const figures = figuresOfEvents(ONCE, [...trials(one), ...scorings(scored(one, 0.5))], { isCut: true });
    expect(figures).toMatchObject({ weakest: [], steps: [{ trials: 1, overall: { mean: 0.5 } }] });
  });
});
