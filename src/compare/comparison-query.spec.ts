import { describe, expect, it } from '@jest/globals';
import { requestIn } from './comparison-query.ts';

describe('a comparison in an address', () => {
  it('has lists, numbers and documents as its body has them', () => {
    expect(
      requestIn({
        run_ids: ['a', 'b'],
        metrics: 'm',
        pass_k: ['1', '3'],
        margin: '0.02',
        ranges: '{"m":[0,5]}',
        cluster_by: '7',
      }),
    ).toEqual({ run_ids: ['a', 'b'], metrics: ['m'], pass_k: [1, 3], margin: 0.02, ranges: { m: [0, 5] }, cluster_by: '7' });
  });

  it('leaves what can not be read to be refused', () => {
    const odd = { margin: 'wide', tasks: '[', seed: '0x1' };
    expect(requestIn(odd)).toEqual(odd);
  });
});
