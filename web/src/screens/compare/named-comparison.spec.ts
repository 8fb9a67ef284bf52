import { describe, expect, it } from '@jest/globals';
import type { Schemas } from '../../api/client.ts';
import { distinctNames, namedComparison } from './named-comparison.ts';

const JOB = '42eda8db-ae10-4a23-9e63-5d146e478dd6';

describe('the names of compared runs', () => {
  it('tell runs of one name apart by their ids', () => {
    const names = distinctNames([
      { id: JOB, name: 'v1 · gpt' },
      { id: `${JOB}.3`, name: 'v1 · gpt' },
      { id: 'b', name: 'v2' },
    ]);
    expect([...names.values()]).toEqual(['v1 · gpt (42eda8db)', 'v1 · gpt (42eda8db.3)', 'v2']);
  });

  it('stand in place of ids everywhere, in sentences and keys too, and steps are not taken for their jobs', () => {
    const names = new Map([
      [JOB, 'job'],
      [`${JOB}.3`, 'step'],
      ['b', 'short'],
    ]);
    const comparison = {
      run_ids: [JOB, `${JOB}.3`, 'b'],
      warnings: [{ message: `${JOB}.3 was made by ${JOB}, not by b.` }],
      metric_summaries: [{ beaten_by: { [JOB]: ['b'] }, n: 3 }],
    } as unknown as Schemas['Comparison'];
    expect(namedComparison(comparison, names)).toEqual({
      run_ids: ['job', 'step', 'short'],
      warnings: [{ message: 'step was made by job, not by b.' }],
      metric_summaries: [{ beaten_by: { job: ['short'] }, n: 3 }],
    });
  });
});
