import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { canonicalJson, mayLoseNumbers, parseExactly } from './canonical-json.ts';
import { pythonFloat } from '../jinja/values/python-float.ts';

/** The rules once more, in the plainest way: for values whose numbers are integers. */
function reference(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(reference).join(', ')}]`;
  if (typeof value === 'object' && value !== null) {
    const members = Object.entries(value).sort(([a], [b]) => Buffer.from(a, 'utf-8').compare(Buffer.from(b, 'utf-8')));
    return `{${members.map(([key, member]) => `${reference(key)}: ${reference(member)}`).join(', ')}}`;
  }
  const ascii = JSON.stringify(value).split('');
  return ascii.map((unit) => (unit > '~' ? `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}` : unit)).join('');
}

const json = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    fc.constantFrom(null, true, false),
    fc.integer(),
    // Bytes of UTF-8 sort by code point, as long as there are no lone surrogates.
    fc.string({ unit: 'binary' }),
    fc.array(tie('value')),
    fc.dictionary(fc.string({ unit: 'binary' }), tie('value')),
  ),
})).value;

describe('canonicalJson', () => {
  it('is the plain reading of its rules', () => {
    fc.assert(fc.property(json, (value) => canonicalJson(value) === reference(value)));
  });

  it('loses nothing', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const plain: unknown = JSON.parse(JSON.stringify(value));
        expect(JSON.parse(canonicalJson(plain))).toEqual(plain);
      }),
    );
  });

  it('does not depend on the order of keys', () => {
    expect(canonicalJson({ b: 1, a: { d: 2, c: 3 } })).toBe(canonicalJson({ a: { c: 3, d: 2 }, b: 1 }));
  });

  it.each([[undefined], [1n], [NaN], [Infinity], [() => 1], [[Symbol('s')]]])('refuses %p', (value) => {
    expect(() => canonicalJson(value)).toThrow();
  });
});

/* Expected texts: python3 -c 'import json,sys; print(json.dumps(json.loads(sys.argv[1]), sort_keys=True))' TEXT */
describe('parseExactly', () => {
  it.each([
    ['[1, 1.0, 1.50, 1E5, 1e5, 0.1]', '[1, 1.0, 1.5, 100000.0, 100000.0, 0.1]'],
    ['[1e16, 1e15, 123456789012345680.0, 1e22]', '[1e+16, 1000000000000000.0, 1.2345678901234568e+17, 1e+22]'],
    ['[0.0001, 0.00001, 5e-324, 1.25e-7]', '[0.0001, 1e-05, 5e-324, 1.25e-07]'],
    ['[-0, -0.0, 0e5, -1]', '[0, -0.0, 0.0, -1]'],
    ['[9007199254740993, -123456789012345678901234567890]', '[9007199254740993, -123456789012345678901234567890]'],
    ['1.0', '1.0'],
    ['{"a":{"b":2.0}}', '{"a": {"b": 2.0}}'],
  ])('keeps the numbers of %s', (text, canonical) => {
    expect(canonicalJson(parseExactly(text))).toBe(canonical);
  });

  it('refuses a number that no double can hold', () => {
    expect(() => parseExactly('[1e999]')).toThrow('1e999 is larger than any number can be');
  });

  it('is only needed where a number could be lost', () => {
    const numbers = fc.oneof(fc.integer(), fc.double({ noNaN: true, noDefaultInfinity: true }), fc.bigInt());
    fc.assert(
      fc.property(fc.array(numbers), fc.boolean(), (values, spaced) => {
        const text = `[${values.map(String).join(spaced ? ', ' : ',')}]`;
        return mayLoseNumbers(text) || canonicalJson(JSON.parse(text)) === canonicalJson(parseExactly(text));
      }),
    );
  });

  it('is not needed for texts and small integers', () => {
    expect(mayLoseNumbers('{"inputs": {"n": 42, "text": "in1.5"}, "reference": [1, -20]}')).toBe(false);
  });
});

describe('pythonFloat', () => {
  it('reads back as the same number', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => Object.is(Number(pythonFloat(value)), value)),
    );
  });
});
