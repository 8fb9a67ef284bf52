import { describe, expect, it } from '@jest/globals';
import { rater } from './rater-argument.ts';

describe('rater', () => {
  it.each([
    ['a:m', { run_id: 'a', metric: 'm' }],
    ['a.3:m:n', { run_id: 'a.3', metric: 'm:n' }],
    ['a:m@2', { run_id: 'a', metric: 'm', look: 2 }],
    ['a:m@all', { run_id: 'a', metric: 'm', looks: true }],
    ['a:m@home', { run_id: 'a', metric: 'm@home' }],
    ['a:labels=good@2', { run_id: 'a', labels: 'good@2' }],
    ['{"run_id": "a:b", "metric": "m"}', { run_id: 'a:b', metric: 'm' }],
  ])('reads %s', (value, expected) => {
    expect(rater(value, [{ run_id: 'x', metric: 'y' }])).toEqual([{ run_id: 'x', metric: 'y' }, expected]);
  });

  it.each(['a', ':m', 'a:', '{"run_id"'])('refuses %j', (value) => {
    expect(() => rater(value)).toThrow(/^It /);
  });
});
