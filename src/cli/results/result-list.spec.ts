import { describe, expect, it } from '@jest/globals';
import type { ResultDto } from '../../runs/results.dto.ts';
import { textWidth } from '../fitted-text.ts';
import { ageText, resultList, shortId } from './result-list.ts';

const DONE = {
  id: '21993d2b-d99c-4854-b42e-946004379d91',
  run_id: '21993d2b-d99c-4854-b42e-946004379d91',
  kind: 'evaluate',
  name: 'v1 · english · local:lexicon',
  status: 'done',
  metrics: { correct: { mean: 0.86, interval: [0.79, 0.93], n: 100 } },
  failed_samples: 0,
  completed: 200,
  planned: 200,
  started_at: '2026-11-22T04:00:00.000Z',
} as unknown as Pick<ResultDto, keyof ResultDto>;
const NOW = Date.parse('2026-11-22T04:03:05.000Z');

function linesOf(results: readonly Partial<ResultDto>[], columns = Infinity): string[] {
  const all = results.map((result): ResultDto => ({ ...DONE, ...result }));
  return resultList(all, NOW, { inColour: false, columns }).split('\n');
}

describe('resultList', () => {
  it('shows name, score with its interval, age and the beginning of the id', () => {
    expect(linesOf([{}])).toEqual([
      'status  kind      name                          score  95 % interval     age  id',
      'done    evaluate  v1 · english · local:lexicon  0.860  0.790 to 0.930  3 min  21993d2b',
    ]);
  });

  it('shows both ends of an interval that is longer on one side', () => {
    const lines = linesOf([{ metrics: { correct: { mean: 1, interval: [0.671, 1], n: 9 } } }], 80);
    expect(lines[1]).toContain('1.000  0.671 to 1.000');
  });

  it('says how far a job is that runs, and counts failures only where there are any', () => {
    const [head, line] = linesOf([{ status: 'running', completed: 50, failed_samples: 3 }]);
    expect(head).toContain('failed');
    expect(line).toMatch(/^running 25 % .* 3 /);
  });

  it('gives the mean of several metrics with their number, and none where there is no score', () => {
    const metric = { mean: 0.5, interval: null, n: 1 };
    expect(linesOf([{ metrics: { a: metric, b: { ...metric, mean: 1 } } }])[1]).toContain('0.750 (of 2)');
    expect(linesOf([{ metrics: {} }])[1]).toContain(' – ');
    expect(linesOf([{ metrics: {} }])[0]).not.toContain('interval');
  });

  it('fits 80 columns and 60, with a long name in wide characters', () => {
    for (const columns of [60, 80]) {
      const lines = linesOf([{ name: '日本語の名前'.repeat(20), status: 'interrupted', failed_samples: 12 }], columns);
      expect(lines).toHaveLength(2);
      expect(Math.max(...lines.map(textWidth))).toBeLessThanOrEqual(columns);
    }
  });
});

it('shortens the ids of jobs and steps, and no other', () => {
  expect(
    ['21993d2b-d99c-4854-b42e-946004379d91', '21993d2b-d99c-4854-b42e-946004379d91.3', 'nightly-417'].map(shortId),
  ).toEqual(['21993d2b', '21993d2b.3', 'nightly-417']);
});

it('writes ages in their largest unit', () => {
  expect([-5, 12_000, 187_000, 3.6e6, 9e8].map(ageText)).toEqual(['0 s', '12 s', '3 min', '1 h', '10 d']);
});
