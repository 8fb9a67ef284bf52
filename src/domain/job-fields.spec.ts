import { describe, expect, it } from '@jest/globals';
import { jobSpec } from './job-fields.ts';
import { allFields, fieldFacts, listedFields, recordedFields } from './recorded-fields.ts';

const NAMES = { project: 'p', program: 'v1', prompt: 'plain', examples: 'all', model: 'local:echo' };

describe('jobSpec', () => {
  it('fills in the defaults', () => {
    expect(jobSpec('run', NAMES)).toEqual({ kind: 'run', ...NAMES, workers: 1, repeats: 1, generationKwargs: {} });
  });

  it('writes names in camel case and takes null for absent', () => {
    const spec = jobSpec('optimize', { ...NAMES, metrics: ['m'], steps: 0, proposer_model: 'local:proposer', label: null });

    expect(spec).toMatchObject({ metrics: ['m'], steps: 0, proposerModel: 'local:proposer' });
    expect(spec).not.toHaveProperty('label');
  });

  it('leaves out what is no field of a job', () => {
    expect(jobSpec('run', { ...NAMES, colour: 'red' } as typeof NAMES)).not.toHaveProperty('colour');
  });
});

describe('the fields of a job', () => {
  const plain = jobSpec('run', NAMES);
  const full = jobSpec('evaluate', { ...NAMES, metrics: ['a', 'b'], repeats: 3, seed: 0, generation_kwargs: { stop: ['x'] } });

  it('are recorded without their defaults, but always with the workers', () => {
    expect(recordedFields(plain)).toEqual({ ...NAMES, workers: 1 });
    expect(recordedFields(full)).toMatchObject({
      metrics: ['a', 'b'],
      repeats: 3,
      seed: 0,
      generation_kwargs: { stop: ['x'] },
    });
  });

  it('are null in the list where they do not apply', () => {
    expect(listedFields(plain)).toEqual({ ...NAMES, workers: 1, metrics: null, steps: null, proposer_model: null });
  });

  it('can all be read by name', () => {
    expect(allFields(full)).toMatchObject({ repeats: 3, limit: null, generation_kwargs: { stop: ['x'] }, steps: null });
  });

  it('are text in a report', () => {
    expect(fieldFacts(allFields(full))).toEqual(
      expect.arrayContaining([
        { title: 'Metrics', text: 'a, b' },
        { title: 'Trials per example', text: '3' },
        { title: 'Generation', text: '{"stop":["x"]}' },
      ]),
    );
  });
});
