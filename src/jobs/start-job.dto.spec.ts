import { describe, expect, it } from '@jest/globals';
import { unknownParameters } from '../http/unknown-parameters.ts';
import { EvaluateRequestDto } from './start-job.dto.ts';

function faults(against: unknown, body: object = {}) {
  return unknownParameters({ ...body, against }, { type: 'body', metatype: EvaluateRequestDto });
}

describe('EvaluateRequestDto', () => {
  it('refuses a misspelt field in against as it does one beside it', () => {
    expect(faults({ run_id: 'latest', stopp: true, marign: 0.1 }, { projekt: 'x' })).toEqual([
      { path: 'projekt', message: 'is no field of this request; did you mean project?' },
      { path: 'against.stopp', message: 'is no field of this request; did you mean stop?' },
      { path: 'against.marign', message: 'is no field of this request; did you mean margin?' },
    ]);
  });

  it('has nothing against names that users choose, and leaves what is no object to its check', () => {
    expect(faults({ run_id: 'latest', stop: true, ranges: { mine: [0, 1] } }, { generation_kwargs: { top_q: 1 } })).toEqual([]);
    for (const wrong of [null, 'latest', ['latest'], undefined]) expect(faults(wrong)).toEqual([]);
  });
});
