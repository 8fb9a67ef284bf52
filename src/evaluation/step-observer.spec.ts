import { describe, expect, it } from '@jest/globals';
import type { EngineEvent, ScoringPayload, TrialPayload } from './event.ts';
import { llmJudge, type NamedMetric, programmaticMetric } from './metric.ts';
import { range } from './scale.ts';
import { StepObserver } from './step-observer.ts';

const exact: NamedMetric = {
  name: 'exact',
  judge: null,
  metric: programmaticMetric({ description: 'e', scale: range(0, 1), score: () => 1 }),
};

const judged: NamedMetric = {
  name: 'judged',
  judge: null,
  metric: llmJudge({ description: 'j', scale: range(0, 1), model: 'a:b', repeats: 2 }),
};

function trial(id: string, question = id, replicate = 0): EngineEvent {
  const payload: TrialPayload = {
    status: 'success',
    trial_id: id,
    example: { inputs: { question }, reference: null },
    replicate,
    output: id,
  };
  return { type: 'trial', stepIndex: 0, payload };
}

function scoring(id: string, normalized: number | null, name = 'exact'): EngineEvent {
  const payload: ScoringPayload = {
    trial_id: id,
    metric: { name, description: '', kind: 'programmatic' },
    replicate: 0,
    ...(normalized === null
      ? { status: 'failed', error: { type: 'TypeError', message: '' } }
      : { status: 'success', score: { raw: normalized, normalized, reason: '' } }),
  };
  return { type: 'scoring', stepIndex: 0, payload };
}

function observed(metrics: readonly NamedMetric[], repeats: number, events: readonly EngineEvent[]): StepObserver {
  const observer = new StepObserver(metrics, repeats);
  for (const event of events) observer.see(event);
  return observer;
}

function weakestIds(events: readonly EngineEvent[], repeats = 1): readonly string[] {
  return observed([exact], repeats, events).weakest.map(({ trial: { trial_id: id } }) => id);
}

describe('StepObserver', () => {
  it('keeps the five weakest, the weakest first, in whatever order they come', () => {
    const scores = [0.9, 0.1, 0.5, 0.3, 0.7, 0.2, 0.4];
    const events = scores.flatMap((score, index) => [trial(`t${index}`), scoring(`t${index}`, score)]);
    const reversed = scores
      .flatMap((score, index) => [trial(`t${index}`), scoring(`t${index}`, score)].toReversed())
      .toReversed();
    expect(weakestIds(events)).toEqual(['t1', 't5', 't3', 't6', 't2']);
    expect(weakestIds(reversed)).toEqual(['t1', 't5', 't3', 't6', 't2']);
  });

  it('leaves out what has the full score, and what no metric could score', () => {
    expect(weakestIds([trial('a'), scoring('a', 1), trial('b'), scoring('b', null), trial('c'), scoring('c', 0)])).toEqual([
      'c',
    ]);
  });

  it('keeps one trial of an example, the weakest', () => {
    const events = [trial('a0', 'a', 0), trial('a1', 'a', 1), scoring('a0', 0.5), scoring('a1', 0.25)];
    expect(weakestIds(events, 2)).toEqual(['a1']);
    expect(weakestIds(events.toReversed().sort(byType), 2)).toEqual(['a1']);
  });

  it('waits for all scorings of a trial, and weighs metrics alike however often they look', () => {
    const events = [
      trial('a'),
      scoring('a', 1),
      scoring('a', 0, 'judged'),
      trial('b'),
      scoring('b', 0),
      scoring('b', 1, 'judged'),
      scoring('a', 0, 'judged'),
    ];
    expect(observed([exact, judged], 1, events).weakest).toMatchObject([{ score: 0.5, trial: { trial_id: 'a' } }]);
  });

  it('tells how much looks at one example differ', () => {
    const events = [
      trial('a'),
      scoring('a', 0.2, 'judged'),
      scoring('a', 0.4, 'judged'),
      trial('b'),
      scoring('b', 0.9, 'judged'),
      scoring('b', 0.5, 'judged'),
    ];
    const noise = observed([judged], 1, events).noise.get('judged');
    // Within-example variances 0.02 and 0.08; each of the two examples has two looks.
    expect(noise?.sd).toBeCloseTo(Math.sqrt(0.05), 12);
    expect(noise?.sdOfMean).toBeCloseTo(Math.sqrt(0.05 / 4), 12);
  });

  it('knows no noise where every example was scored once', () => {
    expect(observed([exact], 1, [trial('a'), scoring('a', 0)]).noise.size).toBe(0);
    expect(observed([exact], 2, [trial('a'), scoring('a', 0)]).noise.size).toBe(0);
  });
});

function byType(one: EngineEvent, other: EngineEvent): number {
  return Number(one.type === 'scoring') - Number(other.type === 'scoring');
}
