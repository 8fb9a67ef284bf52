import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { JsonNumber } from './json-number.ts';
import { jsonCopy, NotJsonError } from './json-output.ts';

function nested(depth: number): unknown {
  let value: unknown = 'end';
  for (let level = 0; level < depth; level += 1) value = level % 2 === 0 ? [value] : { value };
  return value;
}

function thrower(error: unknown): () => never {
  return () => {
    throw error;
  };
}

describe('jsonCopy', () => {
  it('copies plain data', () => {
    const data = { a: [1, 'x', null, true, { b: {} }], c: -1.5 };
    const copy = jsonCopy(data, 'output');
    expect(copy).toEqual(data);
    data.a.push('later');
    expect(copy).toEqual({ a: [1, 'x', null, true, { b: {} }], c: -1.5 });
  });

  it('agrees with JSON.stringify on what JSON can hold', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const expected: unknown = JSON.parse(JSON.stringify(value));
        expect(JSON.parse(JSON.stringify(jsonCopy(value, 'output')))).toEqual(expected);
      }),
    );
  });

  it('gives JSON or an error that says why not, whatever it gets', () => {
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
        try {
          const json = jsonCopy(value, 'output');
          expect(JSON.stringify(jsonCopy(json, 'output'))).toBe(JSON.stringify(json));
        } catch (error) {
          expect(error).toBeInstanceOf(NotJsonError);
          expect((error as Error).message).toMatch(/^output.* is /s);
        }
      }),
    );
  });

  it.each([
    [NaN, 'output is NaN'],
    [{ a: -Infinity }, 'output.a is -Infinity'],
    [{ a: [0, 123n] }, 'output.a[1] is a BigInt'],
    [{ 'a b': Symbol('s') }, 'output["a b"] is a symbol'],
    [{ a: parseInt }, 'output.a is a function'],
    [{ a: new Error('broken') }, 'output.a is an Error'],
    [{ a: /x+/g }, 'output.a is a RegExp'],
    [Promise.resolve(), 'output is a Promise'],
    [[new Date(0)], 'output[0] is a Date'],
    [{ a: new Map([['a', 1]]) }, 'output.a is a Map'],
    [{ a: new Set() }, 'output.a is a Set'],
    [new Uint8Array([1, 2]), 'output is a Uint8Array'],
    [{ a: { toJSON: () => [1n] } }, 'output.a[0] is a BigInt'],
    [{ a: { toJSON: thrower(new Error('never')) } }, "output.a can't be read: Error: never"],
    [
      {
        get broken(): never {
          throw new RangeError('no');
        },
      },
      "output.broken can't be read: RangeError: no",
    ],
    [{ a: new Proxy({}, { ownKeys: thrower('keys') }) }, "output.a can't be read: keys"],
    [{ a: new Proxy({}, { ownKeys: thrower({ toString: thrower('worse') }) }) }, "output.a can't be read: what it throws"],
  ])('refuses a value and names the place (%#)', (value, message) => {
    expect(() => jsonCopy(value, 'output')).toThrow(NotJsonError);
    expect(() => jsonCopy(value, 'output')).toThrow(message);
  });

  it.each([
    [undefined, null],
    [
      [undefined, 1],
      [null, 1],
    ],
    [{ a: undefined, b: 1 }, { b: 1 }],
    [Object.assign(Object.create(null) as object, { a: 1 }), { a: 1 }],
    [{ inner: { toJSON: (key: string) => key } }, { inner: 'inner' }],
    [
      { a: Object('text') as unknown, b: Object(1) as unknown, c: Object(true) as unknown },
      { a: 'text', b: 1, c: true },
    ],
    ['lone \ud800!', 'lone \ud800!'],
  ])('makes of %p what JSON.stringify makes of it', (value, json) => {
    expect(jsonCopy(value, 'output')).toEqual(json);
  });

  it('copies instances by their own properties', () => {
    class Answer {
      readonly label = 'x';
      get length(): number {
        return this.label.length;
      }
    }
    expect(jsonCopy(new Answer(), 'output')).toEqual({ label: 'x' });
  });

  it('refuses circles, and only circles', () => {
    const shared = { x: 1 };
    expect(jsonCopy({ a: shared, b: [shared] }, 'output')).toEqual({ a: { x: 1 }, b: [{ x: 1 }] });
    const circle: Record<string, unknown> = { list: [] };
    (circle['list'] as unknown[]).push(circle);
    expect(() => jsonCopy({ a: circle }, 'output')).toThrow('output.a.list[0] is circular');
    const own: Record<string, unknown> = {};
    own['a'] = own;
    expect(() => jsonCopy(own, 'output')).toThrow('output.a is circular');
    const replaced = { toJSON: () => ({ again: replaced }) };
    expect(() => jsonCopy(replaced, 'output')).toThrow('output.again is circular');
  });

  it('goes no deeper than a thousand levels', () => {
    expect(JSON.stringify(jsonCopy(nested(900), 'output'))).toContain('"end"');
    expect(() => jsonCopy(nested(100_000), 'output')).toThrow(/^output.*… is nested more than 1000 levels deep/);
  });

  it('keeps a __proto__ that is data', () => {
    const json = jsonCopy(JSON.parse('{"__proto__": {"polluted": true}, "a": 1}'), 'output');
    expect(JSON.stringify(json)).toBe('{"__proto__":{"polluted":true},"a":1}');
    expect(Object.getPrototypeOf(json)).toBe(Object.prototype);
  });

  it('keeps numbers that a JavaScript number can not hold', () => {
    const json = jsonCopy({ id: JsonNumber.of('12345678901234567891') }, 'output');
    expect(JSON.stringify(json)).toBe('{"id":12345678901234567891}');
  });
});
