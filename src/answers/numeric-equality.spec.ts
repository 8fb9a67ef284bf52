import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { adversarialTexts } from './adversarial-texts.fixture.ts';
import { numericEqual } from './numeric-equality.ts';

/** A whole number and spellings of it. */
const spelled = fc.integer({ min: -99_999_999, max: 99_999_999 }).chain((number) => {
  const grouped = number.toLocaleString('en');
  return fc.tuple(
    fc.constant(String(number)),
    fc.constantFrom(
      String(number),
      `${number}.00`,
      `${number}.`,
      grouped,
      grouped.replaceAll(',', '{,}'),
      grouped.replaceAll(',', '\\,'),
      grouped.replaceAll(',', '\u202f'),
      grouped.replace('-', '−'),
      `$${number}$`,
      `\\(${grouped}\\)`,
      `**${number}**`,
      `\\text{${number}}`,
      `\\boxed{${number}}`,
      `x = ${number}`,
      `(${number})`,
      `${number}e0`,
      `${number * 10}e-1`,
      `${number} \\times 10^{0}`,
      `${number * 3}/3`,
      `\\frac{${number * 7}}{7}`,
      `$${grouped}`,
      `${grouped} dollars`,
      `${number}%`,
      String(number).replace(/\d/g, (digit) => String.fromCharCode(0xff10 + Number(digit))),
      String(number).replace(/\d/g, (digit) => String.fromCharCode(0x0660 + Number(digit))),
    ),
  );
});

const texts = fc.oneof(
  fc.string(),
  fc.string({ unit: 'binary' }),
  fc
    .array(fc.constantFrom('1', '.', ',', '/', '-', 'e', '%', '$', ' km', 'x', '\\frac{', '}', '{', '^', '10', '½', ' '))
    .map((parts) => parts.join('')),
);

describe('numericEqual', () => {
  it('finds a number equal to each of its spellings', () => {
    fc.assert(
      fc.property(spelled, ([number, spelling]) => {
        expect(numericEqual(spelling, number)).toMatchObject({ equal: true });
        expect(numericEqual(spelling, spelling)).toMatchObject({ equal: true });
      }),
      { numRuns: 1000 },
    );
  });

  it('finds different numbers unequal', () => {
    fc.assert(
      fc.property(spelled, fc.integer({ min: 1, max: 1000 }), ([number, spelling], step) => {
        // A percentage may also be a share, so that it has two values.
        fc.pre(!spelling.endsWith('%'));
        expect(numericEqual(spelling, String(Number(number) + step))).toMatchObject({ equal: false });
      }),
    );
  });

  it('gives the same result for a pair in either order, and never throws', () => {
    fc.assert(
      fc.property(texts, texts, (a, b) => {
        expect(numericEqual(a, b)?.equal).toBe(numericEqual(b, a)?.equal);
        expect(numericEqual(a, a)?.equal ?? true).toBe(true);
      }),
      { numRuns: 1000 },
    );
  });

  it.each([
    ['18', '18', 'equals 18'],
    ['26', '18', 'is not 18'],
    ['50%', '50', 'equals 50, read as a percentage'],
    ['$1%', '$1%', 'equals $1%'],
    ['1/3', '0.333', 'equals 0.333, rounded'],
    ['2 h', '120 min', 'equals 120 min in another unit'],
    ['5 km', '5 kg', 'is not 5 kg: length and mass are different things'],
    ['x = 5', 'y = 5', 'is not y = 5: x and y are different names'],
  ])('says why: %s %s', (given, expected, why) => {
    expect(numericEqual(given, expected)?.why).toBe(why);
  });

  it.each(['', 'many', '3-5', '3, 4', '5/12/2024', '3:45', '6 pm', '3x', '\\frac{1}{0}', '1e9999999999999999'])(
    'does not read a single number in %j',
    (text) => {
      expect(numericEqual(text, '5')).toBeNull();
      expect(numericEqual('5', text)).toBeNull();
    },
  );

  it('compares huge numbers without writing them out', () => {
    expect(numericEqual('1e999999999', '10e999999998')).toMatchObject({ equal: true });
    expect(numericEqual('-1e999999999', '1e999999999')).toMatchObject({ equal: false });
    expect(numericEqual('1e999999999 km', '1e999999999 m')).toMatchObject({ equal: false });
    expect(numericEqual('9'.repeat(1_000_000), `${'9'.repeat(1_000_000)}.0`)).toMatchObject({ equal: true });
  });

  it('reads a megabyte of anything', () => {
    for (const text of adversarialTexts(1_000_000)) {
      expect(numericEqual(text, text)?.equal ?? true).toBe(true);
      expect(numericEqual(`7 ${text}`, '5')?.equal ?? false).toBe(false);
    }
  });
});
