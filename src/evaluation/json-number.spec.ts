import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { JsonNumber, numberOfText } from './json-number.ts';

const LONG = '12345678901234567891';
const long = JsonNumber.of(LONG);
const decimal = JsonNumber.of('0.12345678901234567891');

describe('JsonNumber', () => {
  it('prints and is written with all its digits', () => {
    expect(String(long)).toBe(LONG);
    expect(`id ${long as unknown as string}`).toBe(`id ${LONG}`);
    expect('id ' + (long as unknown as string)).toBe(`id ${LONG}`);
    expect(JSON.stringify({ id: long, list: [decimal] })).toBe(`{"id":${LONG},"list":[0.12345678901234567891]}`);
  });

  it('is one object for one text', () => {
    expect(JsonNumber.of(LONG)).toBe(long);
    expect(JsonNumber.of('12345678901234567890')).not.toBe(long);
  });

  it('is a bigint where a whole number meets + or ==', () => {
    expect(long[Symbol.toPrimitive]('default')).toBe(BigInt(LONG));
    expect(decimal[Symbol.toPrimitive]('default')).toBe(0.12345678901234568);
  });

  it('counts as the nearest number', () => {
    expect(Number(long)).toBe(12345678901234567000);
    expect(Math.abs(-(decimal as unknown as number))).toBe(0.12345678901234568);
    expect((decimal as unknown as number) + 1).toBe(1.1234567890123457);
    expect((long as unknown as number) > 1).toBe(true);
    expect(decimal.toFixed(2)).toBe('0.12');
  });

  it('does not lose digits in a sum without a word', () => {
    expect(() => (long as unknown as number) + 1).toThrow('BigInt');
  });

  it('can not be changed', () => {
    expect(Object.isFrozen(long)).toBe(true);
  });

  it.each([
    ['1.0', true],
    ['1e3', true],
    ['0.5', true],
    ['1.50', true],
    ['-0', true],
    ['-0.0', true],
    ['9007199254740994', true],
    ['10000000000000000000000', true],
    ['9007199254740993', false],
    [LONG, false],
    ['0.1000000000000000055', false],
    ['0.12345678901234567891', false],
    [`1${'0'.repeat(400)}`, false],
  ])('knows whether a JavaScript number has the digits of %s: %p', (text, fits) => {
    expect(JsonNumber.of(text).fitsNumber).toBe(fits);
  });

  it('takes any number', () => {
    expect(Number(JsonNumber.of('1e999'))).toBe(Infinity);
    expect(String(JsonNumber.of('9'.repeat(500)))).toBe('9'.repeat(500));
  });
});

describe('numberOfText', () => {
  it('gives a JavaScript number back as it is written', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
        const text = JSON.stringify(value);
        expect(JSON.stringify(numberOfText(text))).toBe(text);
        expect(Number(numberOfText(text))).toBe(Number(text));
      }),
    );
  });

  it.each([['1.0'], ['1E5'], ['-0'], ['1e+21'], [LONG], ['0.10']])('keeps %s as text', (text) => {
    expect(numberOfText(text)).toBe(JsonNumber.of(text));
  });

  it.each([['1'], ['-7'], ['0.1'], ['1e-7'], ['9007199254740992']])('makes a number of %s', (text) => {
    expect(numberOfText(text)).toBe(Number(text));
  });
});
