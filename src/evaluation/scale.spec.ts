import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { normalize, ordinal, range, ScaleError, scaleSchema } from './scale.ts';

describe('range', () => {
  it('maps its ends to 0 and 1 and its middle to one half', () => {
    const scale = range(-2, 4);
    expect([-2, 1, 4].map((raw) => normalize(scale, raw))).toEqual([0, 0.5, 1]);
  });

  it('is exact on the widest and the narrowest of scales', () => {
    const { MAX_VALUE: most, MIN_VALUE: least } = Number;
    expect([-most, 0, most].map((raw) => normalize(range(-most, most), raw))).toEqual([0, 0.5, 1]);
    expect([0, least, 2 * least].map((raw) => normalize(range(0, 2 * least), raw))).toEqual([0, 0.5, 1]);
  });

  it('keeps every number of it between 0 and 1', () => {
    const bounds = fc.tuple(
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      fc.double({ noNaN: true, noDefaultInfinity: true }),
    );
    fc.assert(
      fc.property(bounds, fc.double({ min: 0, max: 1, noNaN: true }), ([a, b], part) => {
        fc.pre(a !== b);
        const [floor, ceiling] = [Math.min(a, b), Math.max(a, b)];
        const raw = Math.min(ceiling, Math.max(floor, floor * (1 - part) + ceiling * part));
        const normalized = normalize(range(floor, ceiling), raw);
        return normalized >= 0 && normalized <= 1;
      }),
    );
  });

  it.each([
    [1, 1],
    [2, 1],
    [NaN, 1],
    [0, Infinity],
  ])('refuses range(%p, %p)', (floor, ceiling) => {
    expect(() => range(floor, ceiling)).toThrow(ScaleError);
  });

  it.each([[NaN], [-0.001], [10.001], [Infinity], ['5'], [true], [null], [undefined], [{ raw: 1 }]])(
    'does not take %p',
    (raw) => {
      expect(() => normalize(range(0, 10), raw)).toThrow(ScaleError);
    },
  );

  it('names the value and what is allowed', () => {
    expect(() => normalize(range(0, 10), 11)).toThrow('11 is not on the scale: it must be a number from 0 to 10');
    expect(() => normalize(range(0, 10), 'ten')).toThrow('"ten" is not on the scale');
    expect(() => normalize(range(0, 10), NaN)).toThrow('NaN is not on the scale');
    expect(() => normalize(range(0, 10), 5n)).toThrow('5 is not on the scale');
    expect(() => normalize(range(0, 10), () => 5)).toThrow('function is not on the scale');
  });
});

describe('ordinal', () => {
  it('maps a level to its place', () => {
    const scale = ordinal(['wrong', 'partly', 'right']);
    expect(['wrong', 'partly', 'right'].map((raw) => normalize(scale, raw))).toEqual([0, 0.5, 1]);
  });

  it('takes booleans, numbers and a mixture', () => {
    expect(normalize(ordinal([false, true]), true)).toBe(1);
    expect(normalize(ordinal([3, 1, 2]), 1)).toBe(0.5);
    expect(normalize(ordinal([0, 'some', true]), 'some')).toBe(0.5);
  });

  it.each([[[]], [['one']], [['a', 'b', 'a']], [[1, NaN]], [[1, null]], [[{}, []]], ['ab'], [undefined]])(
    'refuses %p',
    (levels) => {
      expect(() => ordinal(levels as never)).toThrow(ScaleError);
    },
  );

  it.each([['1'], [0], [NaN], [undefined], [true]])('does not take %p for a level of 1, 2, 3', (raw) => {
    expect(() => normalize(ordinal([1, 2, 3]), raw)).toThrow('it must be one of 1, 2, 3');
  });

  it('is not changed by what becomes of the list', () => {
    const levels = ['low', 'high'];
    const scale = ordinal(levels);
    levels.push('higher');
    expect(normalize(scale, 'high')).toBe(1);
  });
});

describe('scaleSchema', () => {
  it('bounds a range', () => {
    expect(scaleSchema(range(1, 5))).toEqual({ type: 'number', minimum: 1, maximum: 5 });
  });

  it('enumerates levels, with their type where they have one', () => {
    expect(scaleSchema(ordinal([false, true]))).toEqual({ type: 'boolean', enum: [false, true] });
    expect(scaleSchema(ordinal(['a', 'b']))).toEqual({ type: 'string', enum: ['a', 'b'] });
    expect(scaleSchema(ordinal([0, 'b']))).toEqual({ enum: [0, 'b'] });
  });
});
