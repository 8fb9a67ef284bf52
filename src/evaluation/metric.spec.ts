import { describe, expect, it } from '@jest/globals';
import { isMetric, llmJudge, METRIC, type Metric, MetricError, programmaticMetric, type ScoringContext } from './metric.ts';
import { ordinal, range } from './scale.ts';

const binary = ordinal([false, true]);

describe('programmaticMetric', () => {
  // These must compile as a user would write them: the compiler is the test, the list its witness.
  it('types its scorer by what the user says, or takes it as it comes', () => {
    const typed = programmaticMetric<{ sentiment: string }, string>({
      description: 'typed',
      scale: binary,
      score: ({ output, reference }) => output.sentiment === reference,
    });
    const bare = programmaticMetric({
      description: 'bare',
      scale: ordinal([false, true]),
      // eslint-disable-next-line @typescript-eslint/no-unsafe-member-access -- what a user writes who does not annotate
      score: ({ output, example }) => ({ raw: output.sentiment === example.reference, reason: 'compared' }),
    });
    const annotated = programmaticMetric({
      description: 'annotated',
      scale: range(0, 1),
      score: async ({ output, inputs }: ScoringContext<string, string, { max: number }>) =>
        Math.min(1, output.length / inputs.max),
    });
    const levels = programmaticMetric({ description: 'levels', scale: ordinal(['bad', 'good']), score: () => 'good' });
    // @ts-expect-error -- a value that is no level
    programmaticMetric({ description: 'levels', scale: ordinal(['bad', 'good']), score: () => 'great' });
    const metrics: readonly Metric[] = [typed, bare, annotated, levels];
    expect(metrics.map(({ description }) => description)).toEqual(['typed', 'bare', 'annotated', 'levels']);
  });

  it.each([
    ['description', { description: ' ', scale: binary, score: () => true }],
    ['scale', { description: 'd', scale: [false, true], score: () => true }],
    ['scale', { description: 'd', score: () => true }],
    ['score', { description: 'd', scale: binary, score: true }],
  ])('names a %s that can not be used', (option, options) => {
    expect(() => programmaticMetric(options as never)).toThrow(MetricError);
    expect(() => programmaticMetric(options as never)).toThrow(option);
  });
});

describe('llmJudge', () => {
  const options = { description: 'polite', scale: binary, model: 'local:lexicon' };

  it('looks once and uses the own template of Assay unless told otherwise', () => {
    expect(llmJudge(options)).toMatchObject({ kind: 'llm_judge', repeats: 1, template: null, generation: {} });
  });

  it.each([0, -1, 1.5, NaN, '2', null])('refuses repeats %p', (repeats) => {
    expect(() => llmJudge({ ...options, repeats: repeats as number })).toThrow('repeats must be an integer of at least 1');
  });

  it.each([
    ['description', { ...options, description: '' }],
    ['model', { ...options, model: '' }],
    ['scale', { ...options, scale: 'binary' }],
  ])('names a %s that can not be used', (option, wrong) => {
    expect(() => llmJudge(wrong as never)).toThrow(option);
  });

  it('refuses a template that does not parse, with the line', () => {
    expect(() => llmJudge({ ...options, template: 'Rate:\n{{ output' })).toThrow('the template of llmJudge: line 2');
  });

  it('refuses a template with an unknown variable', () => {
    expect(() => llmJudge({ ...options, template: '{{ rubric }} {{ answer }}' })).toThrow('the template uses answer');
  });
});

describe('isMetric', () => {
  it('knows metrics, those of another copy of Assay too', () => {
    expect(isMetric(llmJudge({ description: 'd', scale: binary, model: 'a:b' }))).toBe(true);
    expect(isMetric({ [Symbol.for('assay.metric')]: true })).toBe(true);
  });

  it.each([[null], [undefined], [() => true], ['metric'], [{}], [{ [METRIC]: false }]])('knows that %p is none', (value) => {
    expect(isMetric(value)).toBe(false);
  });
});
