import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { toJsonValue } from './json-output.ts';

function nested(depth: number): unknown {
  let value: unknown = 'end';
  for (let level = 0; level < depth; level += 1) value = level % 2 === 0 ? [value] : { value };
  return value;
}

describe('toJsonValue', () => {
  it('copies plain data', () => {
    const data = { a: [1, 'x', null, true, { b: {} }], c: -1.5 };
    const copy = toJsonValue(data);
    expect(copy).toEqual(data);
    data.a.push('later');
    expect(copy).toEqual({ a: [1, 'x', null, true, { b: {} }], c: -1.5 });
  });

  it('agrees with JSON.stringify on what JSON can hold', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const expected: unknown = JSON.parse(JSON.stringify(value));
        expect(JSON.parse(JSON.stringify(toJsonValue(value)))).toEqual(expected);
      }),
    );
  });

  it('gives JSON whatever it gets, and keeps what it gave', () => {
    const anything = fc.anything({
      withBigInt: true,
      withDate: true,
      withMap: true,
      withSet: true,
      withNullPrototype: true,
      withTypedArray: true,
      withSparseArray: true,
      withBoxedValues: true,
      withObjectString: true,
    });
    fc.assert(
      fc.property(anything, (value) => {
        const json = toJsonValue(value);
        expect(JSON.stringify(toJsonValue(json))).toBe(JSON.stringify(json));
      }),
    );
  });

  it.each([
    [NaN, '[NaN]'],
    [-Infinity, '[-Infinity]'],
    [123n, '[BigInt 123]'],
    [Symbol('s'), '[Symbol(s)]'],
    [undefined, null],
    [parseInt, '[Function parseInt]'],
    [
      (
        () => () =>
          1
      )(),
      '[Function]',
    ],
    [new Error('broken'), '[Error: broken]'],
    [/x+/g, '[RegExp /x+/g]'],
    [Promise.resolve(), '[Promise]'],
    [new Date(0), '1970-01-01T00:00:00.000Z'],
    [new Date(NaN), null],
    [new Map([['a', 1n]]), { a: '[BigInt 1]' }],
    [new Map([[1, 'x']]), [[1, 'x']]],
    [new Set(['x', NaN]), ['x', '[NaN]']],
    [new Uint8Array([1, 2]), [1, 2]],
    [
      [undefined, 1],
      [null, 1],
    ],
    [{ a: undefined, b: 1 }, { b: 1 }],
    [{ a: { b: [NaN] } }, { a: { b: ['[NaN]'] } }],
    [Object.assign(Object.create(null) as object, { a: 1 }), { a: 1 }],
    [{ toJSON: (key: string) => [key, 1n] }, ['', '[BigInt 1]']],
    [{ inner: { toJSON: (key: string) => key } }, { inner: 'inner' }],
    ['lone \ud800!', 'lone \ufffd!'],
    [{ '\udc00': 1 }, { '\ufffd': 1 }],
  ])('makes of %p what JSON can hold', (value, json) => {
    expect(toJsonValue(value)).toEqual(json);
  });

  it('copies instances by their own properties', () => {
    class Answer {
      readonly label = 'x';
      get length(): number {
        return this.label.length;
      }
    }
    expect(toJsonValue(new Answer())).toEqual({ label: 'x' });
  });

  it('marks cycles, and only cycles', () => {
    const cycle: Record<string, unknown> = { twice: [] };
    const shared = { x: 1 };
    Object.assign(cycle, { self: cycle, list: [cycle], a: shared, b: shared });
    expect(toJsonValue(cycle)).toEqual({ twice: [], self: '[Circular]', list: ['[Circular]'], a: { x: 1 }, b: { x: 1 } });
    const map = new Map<string, unknown>();
    map.set('map', map);
    expect(toJsonValue(map)).toEqual({ map: '[Circular]' });
  });

  it('survives what throws', () => {
    const hostile = {
      get broken(): never {
        throw new RangeError('no');
      },
      json: {
        toJSON: (): never => {
          throw new Error('never');
        },
      },
      proxy: new Proxy(
        {},
        {
          ownKeys: () => {
            throw new Error('keys');
          },
        },
      ),
      fine: 1,
    };
    const revoked = Proxy.revocable({}, {});
    revoked.revoke();
    expect(toJsonValue(hostile)).toEqual({
      broken: '[Thrown RangeError: no]',
      json: '[Thrown Error: never]',
      proxy: '[Thrown Error: keys]',
      fine: 1,
    });
    expect(toJsonValue(revoked.proxy)).toMatch(/^\[Thrown TypeError/);
  });

  it('goes no deeper than a thousand levels', () => {
    expect(JSON.stringify(toJsonValue(nested(900)))).toContain('"end"');
    expect(JSON.stringify(toJsonValue(nested(100_000)))).toContain('[Nested too deeply]');
  });

  it('keeps a __proto__ that is data', () => {
    const json = toJsonValue(JSON.parse('{"__proto__": {"polluted": true}, "a": 1}'));
    expect(JSON.stringify(json)).toBe('{"__proto__":{"polluted":true},"a":1}');
    expect(Object.getPrototypeOf(json)).toBe(Object.prototype);
  });
});
