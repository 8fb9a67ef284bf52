import { describe, expect, it } from '@jest/globals';
import { bodyOf, FieldError, fieldOf, formOfJob } from './start-form.ts';

const FORM = {
  plain: { project: 'p', program: 'v1', prompt: 'english', examples: 'full', model: 'local:lexicon', workers: '8', label: ' ' },
  metrics: ['correct'],
};

describe('the form that starts a job', () => {
  it('sends what is filled in, and numbers as numbers', () => {
    expect(bodyOf('evaluate', FORM)).toEqual({
      project: 'p',
      program: 'v1',
      prompt: 'english',
      examples: 'full',
      model: 'local:lexicon',
      workers: 8,
      metrics: ['correct'],
    });
  });

  it('sends no metrics with a run, and what a search needs only with a search', () => {
    const form = { ...FORM, plain: { ...FORM.plain, steps: '4', proposer_model: 'local:proposer' } };
    expect(bodyOf('run', form)).not.toHaveProperty('metrics');
    expect(bodyOf('evaluate', form)).not.toHaveProperty('steps');
    expect(bodyOf('optimize', form)).toMatchObject({ steps: 4, proposer_model: 'local:proposer', metrics: ['correct'] });
  });

  it('sends the cache and the options of completions', () => {
    const plain = { cache: 'true', generation_kwargs: '{"temperature": 0.5}' };
    expect(bodyOf('run', { plain, metrics: [] })).toEqual({ cache: true, generation_kwargs: { temperature: 0.5 } });
  });

  it('asks for a comparison where a baseline is chosen, and of nothing but an evaluation', () => {
    const form = { ...FORM, plain: { ...FORM.plain, against: 'latest', margin: '.02', stop: 'true' } };
    expect(bodyOf('evaluate', form)).toMatchObject({ against: { run_id: 'latest', margin: 0.02, stop: true } });
    expect(bodyOf('optimize', form)).not.toHaveProperty('against');
    expect(bodyOf('evaluate', { ...form, plain: { ...form.plain, against: '' } })).not.toHaveProperty('against');
  });

  it.each([{ workers: 'many' }, { generation_kwargs: '{' }, { generation_kwargs: '[1]' }, { generation_kwargs: 'null' }])(
    'says which field is wrong in %j',
    (plain) => {
      expect(() => bodyOf('run', { plain, metrics: [] })).toThrow(FieldError);
      expect(() => bodyOf('run', { plain, metrics: [] })).toThrow(expect.objectContaining({ path: Object.keys(plain)[0] }));
    },
  );

  it('is filled from an earlier job, and asks for the same again', () => {
    const asked = {
      project: 'p',
      metrics: ['a', 'b'],
      workers: 4,
      cache: true,
      generation_kwargs: { temperature: 0 },
      seed: 0,
    };
    const form = formOfJob({ ...asked, job_id: 'x', status: 'done', label: null, error: null });
    expect(bodyOf('evaluate', form)).toEqual(asked);
  });

  it('knows the field of a fault', () => {
    expect(['metrics[0]', 'generation_kwargs.temperature', 'workers', ''].map(fieldOf)).toEqual([
      'metrics',
      'generation_kwargs',
      'workers',
      '',
    ]);
  });
});
