import { describe, expect, it } from '@jest/globals';
import type { JobEvent } from '../domain/job-event.ts';
import { JobFold } from '../evaluation/job-fold.ts';
import { progressParts, StepWork } from './job-progress.ts';
import { joined, liveLine } from './live-line.ts';

let trials = 0;

function event(type: JobEvent['type'], payload: object, stepIndex = 0): JobEvent {
  return { seq: 0, job_id: 'j', step_index: stepIndex, type, payload: payload as JobEvent['payload'] };
}

function trial(status: 'success' | 'failed' = 'success', stepIndex = 0): JobEvent {
  trials += 1;
  const response = { input_tokens: 900, output_tokens: 100, latency: 1 };
  const place = { trial_id: `t${trials}`, row: trials, replicate: 0 };
  return event('trial', { status, ...place, ...(status === 'success' ? { telemetry: { response } } : {}) }, stepIndex);
}

function costly(cost: number | null): JobEvent {
  const { payload, ...rest } = trial();
  const response = { input_tokens: 900, output_tokens: 100, latency: 1, cost_usd: cost };
  return event(rest.type, { ...payload, telemetry: { response } });
}

/** Of the latest trial. */
function scoring(name: string, normalized: number | null, replicate = 0): JobEvent {
  const score = normalized === null ? { status: 'failed' } : { status: 'success', score: { normalized } };
  return event('scoring', { trial_id: `t${trials}`, row: trials, metric: { name }, replicate, ...score });
}

function work(plannedTrials: number | null, metrics: readonly string[], ...events: readonly JobEvent[]): StepWork {
  return workOf({ plannedTrials, metrics }, ...events);
}

function workOf(
  { plannedTrials, metrics, steps }: { plannedTrials: number | null; metrics: readonly string[]; steps?: number },
  ...events: readonly JobEvent[]
): StepWork {
  const fold = new JobFold({ kind: steps === undefined ? 'evaluate' : 'optimize', metrics });
  const done = new StepWork({ label: 'job', fold, plannedTrials, metrics, ...(steps === undefined ? {} : { steps }) });
  for (const item of events) {
    fold.add(item);
    done.add(item);
  }
  return done;
}

function progressText(...progress: Parameters<typeof progressParts>): string {
  return joined(progressParts(...progress));
}

const end = event('step', { score: 0, prompt_template: 'p', summary: {} });

describe('progressParts', () => {
  it('ends with what the job waits for, cut short', () => {
    const text = progressText(work(4, [], trial()), 1, `openai:gpt-5 has been down since 14:05:09 UTC: ${'no '.repeat(50)}`);
    expect(text).toContain(' · waiting: openai:gpt-5 has been down since 14:05:09 UTC: no no');
    expect(text).toMatch(/…$/);
  });

  it('says what the job has cost, where that is known and not nothing', () => {
    const costing = (...costs: readonly (number | null)[]): string => progressText(work(9, [], ...costs.map(costly)), 1);
    expect(costing(0.25, 0.5)).toMatch(/ tokens · \$0\.75$/);
    expect(costing(0, 0)).toMatch(/ tokens$/);
    expect(costing(0.25, null)).toMatch(/ tokens$/);
  });
});

describe('the work of a step', () => {
  it('takes each trial and each of its scorings for one piece', () => {
    expect(work(4, ['a', 'b'], trial(), scoring('a', 1), scoring('b', 0)).share).toBeCloseTo(3 / 12);
    expect(work(4, [], trial()).share).toBeCloseTo(1 / 4);
  });

  it('learns from a trial how often a judge looks', () => {
    const events = [trial(), scoring('a', 1), ...[0, 1, 2].map((replicate) => scoring('judge', 1, replicate))];

    expect(work(2, ['a', 'judge'], ...events).share).toBeCloseTo(5 / 10);
  });

  it('has as its score the mean over metrics of their means, without failed scorings', () => {
    const events = [trial(), scoring('a', 1), scoring('b', null), trial(), scoring('a', 0), scoring('b', 1)];

    expect(work(2, ['a', 'b'], ...events).score).toBeCloseTo(0.75);
    expect(work(2, ['a', 'b'], trial()).score).toBeNull();
  });

  it('begins anew with each proposal, except for the tokens', () => {
    const events = [event('proposal', {}), trial('failed'), trial(), scoring('a', 0), end, event('proposal', {}, 1)];
    const done = workOf({ plannedTrials: 1, metrics: ['a'], steps: 1 }, ...events);

    expect({ ...pick(done), score: done.score }).toEqual({ trials: 0, failedTrials: 0, tokens: 1000, share: 0, score: null });
  });

  it('knows how many trials a step takes from the first where it was not recorded', () => {
    const events = [event('proposal', {}), trial(), trial(), end, event('proposal', {}, 1), trial('success', 1)];

    expect(workOf({ plannedTrials: null, metrics: ['a'], steps: 1 }, ...events).plannedTrials).toBe(2);
  });

  it('is called by its step, or by the one that is being proposed', () => {
    const titles = [[], [end], [end, event('proposal', {}, 1)], [end, event('step', { score: 0 }, 1)]].map(
      (events) => workOf({ plannedTrials: 1, metrics: ['a'], steps: 1 }, event('proposal', {}), ...events).title,
    );

    expect(titles).toEqual(['job baseline', 'job proposing step 1/1', 'job step 1/1', 'job step 1/1']);
  });
});

function pick({ trials: done, failedTrials, tokens, share }: StepWork): object {
  return { trials: done, failedTrials, tokens, share };
}

describe('the line of progress', () => {
  it('tells trials, rate, time left, score, failures and tokens', () => {
    const done = work(10, ['a'], trial(), scoring('a', 0.5), trial('failed'), scoring('a', 0));

    expect(progressText(done, 4)).toBe('2/10 trials · 0.5/s · 16 s left · score 0.250 · 1 failed · 1K tokens');
  });

  it('leaves out a time and a score that are not known', () => {
    expect(progressText(work(10, ['a']), 0)).toBe('0/10 trials · 0.0/s · 0 failed · 0 tokens');
  });

  it('fits every terminal, and keeps trials, failures and what it waits for to the last', () => {
    const done = work(4000, ['a'], costly(0.25), scoring('a', 0.5), trial('failed'), scoring('a', 0));
    const lineAt = (columns: number, waiting: string | null = null): string => {
      const parts = progressParts(done, 4, waiting);
      return liveLine({ title: () => 'evaluate', share: () => done.share, parts: () => parts }, columns);
    };

    expect(lineAt(84)).toMatch(/^evaluate ░{6,} 2\/4000 trials · 2 h 13 min left · score 0\.250 · 1 failed · \$0\.25$/);
    expect(lineAt(59)).toMatch(/^evaluate ░{6,} 2\/4000 trials · 2 h 13 min left · 1 failed$/);
    expect(lineAt(79, `openai:gpt-5 has been down: ${'no '.repeat(40)}`)).toMatch(/2\/4000 trials.*….*$/);
    for (const columns of [40, 59, 79, 120]) expect(lineAt(columns, 'a provider').length).toBeLessThanOrEqual(columns);
  });
});
