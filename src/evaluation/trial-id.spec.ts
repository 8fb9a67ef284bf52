import { describe, expect, it } from '@jest/globals';
import { DatasetParser } from './dataset-row.ts';
import { exampleIdentity, trialId } from './trial-id.ts';

/*
 * Made by Python 3.11, for each row and replicate:
 *   row = json.loads(text); data = {'inputs': row['inputs'], 'reference': row.get('reference'), 'replicate': replicate}
 *   hashlib.sha256(json.dumps(data, sort_keys=True).encode()).hexdigest()[:16]
 * The first is an example of the archives of promptuna-server too.
 */
const golden: readonly (readonly [row: string, first: string, fourth: string])[] = [
  ['{"inputs": {"question": "1+7+1?"}, "reference": "4"}', '25e158658e5e23bf', '53f4578b2a15d253'],
  ['{"inputs": {"x": 1.0, "y": 1}}', '547e93ecaacdb282', '9afa89d298be0763'],
  [
    '{"inputs": {"big": 123456789012345678901234567890, "exp": 1E16, "small": 1e-5, "zero": -0, "float_zero": -0.0, "tenth": 0.1}, "reference": null}',
    'f9cfac28b0a463d9',
    'e5370ae2481c8adc',
  ],
  [
    String.raw`{"inputs": {"text": "naïve 日本 😀 \u007f \u0000 \" \\ \/ \n"}, "reference": ["é", {"b": 1, "a": [true, false, null]}]}`,
    'cdb462260a385215',
    '67b9c251bb176d13',
  ],
  [
    String.raw`{"inputs": {"\uffff": 1, "😀": 2, "z": 3, "Z": 4, "": 5}, "reference": {}}`,
    '4a468375b91e904f',
    'd340ca138b7939fa',
  ],
  [String.raw`{"reference": "\ud800", "inputs": {"a": []}}`, '1f539e46fb89a667', '6f83f1b23c78c9a9'],
];

describe('trialId', () => {
  it.each(golden)('is the one that Python makes of %s', (text, first, fourth) => {
    const row = new DatasetParser('golden.jsonl').parse(text, 1);
    expect([0, 3].map((replicate) => trialId(row?.identity ?? '', replicate))).toEqual([first, fourth]);
  });

  it('is the same for an example that never was a row', () => {
    expect(trialId(exampleIdentity({ question: '1+7+1?' }, '4'), 0)).toBe('25e158658e5e23bf');
  });
});
