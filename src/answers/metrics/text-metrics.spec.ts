import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { JsonNumber } from '../../evaluation/json-number.ts';
import { MetricError } from '../../evaluation/metric.ts';
import { rawOf, scoreOf } from '../metric-score.fixture.ts';
import { contains, type ContainsOptions } from './contains.ts';
import { exactMatch, type ExactMatchOptions } from './exact-match.ts';
import { jsonMatch } from './json-match.ts';
import { numericClose } from './numeric-close.ts';
import { regexMatch } from './regex-match.ts';
import { schemaMatch } from './schema-match.ts';

describe('exactMatch', () => {
  it.each([
    [{}, ' Paris\n', 'Paris', true],
    [{}, 'paris', 'Paris', false],
    [{ ignoreCase: true }, 'PARIS', 'Paris', true],
    [{ normalize: 'none' }, 'Paris ', 'Paris', false],
    [{}, 'Rome', ['Paris', 'Rome'], true],
    [{}, { answer: 18 }, 18, true],
  ] as const)('with %j: is %j the reference %j', async (options, output, reference, expected) => {
    expect(await rawOf(exactMatch(options), output, reference)).toBe(expected);
  });

  it('says what was there and what was expected', async () => {
    expect(await scoreOf(exactMatch(), 'Rome', ['Paris', 'Lyon'])).toEqual({ raw: false, reason: 'Rome: is not Paris | Lyon' });
  });

  it('reads what its options pick', async () => {
    const metric = exactMatch({
      text: (output: { city: string }) => output.city,
      references: (row: { cities: string[] }) => row.cities,
    });
    expect(await rawOf(metric, { city: 'Rome' }, { cities: ['Paris', 'Rome'] })).toBe(true);
  });

  it.each([[null], [{ city: 'Rome' }], [[]], [['Rome', null]]])(
    'fails for a reference without a text: %j',
    async (reference) => {
      await expect(scoreOf(exactMatch(), 'Rome', reference)).rejects.toThrow('give the option references');
    },
  );

  it('fails where the option references gives no text', async () => {
    const metric = exactMatch({ references: (row: { cities?: string[] }) => row.cities ?? [] });
    await expect(scoreOf(metric, 'Rome', {})).rejects.toThrow('the option references must return a text or a list of texts');
  });

  it('refuses a normalization that it does not know', () => {
    expect(() => exactMatch({ normalize: 'lower' } as unknown as ExactMatchOptions)).toThrow(MetricError);
  });
});

describe('contains', () => {
  it.each([
    [{}, 'It is Paris.', 'Paris', true],
    [{}, 'It is paris.', 'Paris', false],
    [{ ignoreCase: true }, 'It is paris.', 'Paris', true],
    [{}, 'It is Rome.', ['Paris', 'Rome'], true],
    [{ mode: 'all' }, 'It is Rome.', ['Paris', 'Rome'], false],
    [{ mode: 'all' }, 'Rome, not Paris', ['Paris', 'Rome'], true],
  ] as const)('with %j: is in %j the reference %j', async (options, output, reference, expected) => {
    expect(await rawOf(contains(options), output, reference)).toBe(expected);
  });

  it('names what is missing', async () => {
    expect(await scoreOf(contains({ mode: 'all' }), 'It is Rome.', ['Paris', 'Rome'])).toEqual({
      raw: false,
      reason: 'lacks Paris',
    });
  });

  it('refuses a mode that it does not know', () => {
    expect(() => contains({ mode: 'some' } as unknown as ContainsOptions)).toThrow("mode must be 'any' or 'all'");
  });
});

describe('regexMatch', () => {
  it.each([
    [{ pattern: /\d{4}/ }, 'in 2026', null, true],
    [{ pattern: String.raw`\d{4}`, whole: true }, 'in 2026', null, false],
    [{ pattern: /^\d{4}$/m, whole: true }, '2026\n2027', null, false],
    [{ pattern: /a|ab/, whole: true }, 'ab', null, true],
    [{ pattern: 'paris', flags: 'i' }, 'PARIS', null, true],
    [{}, 'code 17', [String.raw`code \d\d\b`, 'none'], true],
    [{}, 'code x', String.raw`code \d`, false],
  ] as const)('with %j: does %j match %j', async (options, output, reference, expected) => {
    expect(await rawOf(regexMatch(options), output, reference)).toBe(expected);
  });

  it('finds the same each time, also with a global expression', async () => {
    const metric = regexMatch({ pattern: /a/g });
    expect([await rawOf(metric, 'a', null), await rawOf(metric, 'a', null)]).toEqual([true, true]);
  });

  it('says what matched', async () => {
    expect(await scoreOf(regexMatch({ pattern: /\d+/ }), 'in 2026', null)).toEqual({ raw: true, reason: 'matches: 2026' });
  });

  it('refuses a pattern that is none', () => {
    expect(() => regexMatch({ pattern: '(' })).toThrow(MetricError);
  });
});

describe('numericClose', () => {
  it.each([
    // Python's math.isclose(a, b, rel_tol, abs_tol)
    [{}, 1, 1.0000000001, true],
    [{}, 1, 1.00000001, false],
    [{}, 0, 1e-12, false],
    [{ absolute: 1e-9 }, 0, 1e-12, true],
    [{ relative: 0.1 }, 100, 110, true],
    [{ relative: 0.05 }, '100', 110, false],
    [{ absolute: 0.5 }, ' -1.5e1 ', '-15.4', true],
    [{}, { answer: 18 }, 18, true],
    [{}, 'eighteen', 18, false],
    [{}, '18 eggs', 18, false],
  ])('with %j: is %j near %j', async (options, output, reference, expected) => {
    expect(await rawOf(numericClose(options), output, reference)).toBe(expected);
  });

  it('reads a number with more digits than a JavaScript number has', async () => {
    expect(await rawOf(numericClose(), JsonNumber.of('12345678901234567891'), JsonNumber.of('12345678901234567890'))).toBe(
      true,
    );
  });

  it('says how far it is', async () => {
    expect(await scoreOf(numericClose({ absolute: 1 }), '2', 4)).toEqual({ raw: false, reason: '2 is 2 from 4' });
  });

  it('fails for a reference that is no number, and reads the one that its option picks', async () => {
    await expect(scoreOf(numericClose(), 1, { value: 1 })).rejects.toThrow('the reference {"value":1} is not a number');
    expect(await rawOf(numericClose({ reference: (row: { value: number }) => row.value }), 1, { value: 1 })).toBe(true);
  });

  it.each([[{ relative: -1 }], [{ absolute: NaN }]])('refuses %j', (options) => {
    expect(() => numericClose(options)).toThrow('must be a number of at least 0');
  });
});

describe('jsonMatch', () => {
  it.each([
    [{ a: 1, b: [true, null] }, { b: [true, null], a: 1 }, 'is the same'],
    ['{"b": [true, null], "a": 1.0}', { a: 1, b: [true, null] }, 'is the same'],
    ['[1e3]', [1000], 'is the same'],
    [{ a: { b: 1 } }, { a: { b: 2 } }, '$.a.b is 1, not 2'],
    [{ a: 1 }, { a: 1, b: 2 }, '$.b is missing'],
    [{ a: 1, b: 2 }, { a: 1 }, '$.b is not in the reference'],
    [[1, 2], [2, 1], '$[0] is 1, not 2'],
    [[1], [1, 2], '$[1] is missing'],
    [['1'], [1], '$[0] is "1", not 1'],
    [{}, [], '$ is {}, not []'],
    ['not JSON', { a: 1 }, 'the output is no JSON'],
  ])('compares %j with %j', async (output, reference, reason) => {
    expect(await scoreOf(jsonMatch(), output, reference)).toEqual({ raw: reason === 'is the same', reason });
  });

  it('tells numbers apart that a JavaScript number can not hold', async () => {
    const reference = [JsonNumber.of('12345678901234567891')];
    expect(await rawOf(jsonMatch(), '[12345678901234567891]', reference)).toBe(true);
    expect(await rawOf(jsonMatch(), '[12345678901234567890]', reference)).toBe(false);
  });

  it('reads what its options pick', async () => {
    const metric = jsonMatch({
      value: (output: { record: unknown }) => output.record,
      reference: (row: { right: unknown }) => row.right,
    });
    expect(await rawOf(metric, { record: { a: 1 } }, { right: '{"a": 1}' })).toBe(true);
  });

  it('fails for a reference that is a text but no JSON', async () => {
    await expect(scoreOf(jsonMatch(), {}, 'x')).rejects.toThrow('the reference is a text that is no JSON');
  });
});

describe('schemaMatch', () => {
  const schema = { type: 'object', properties: { urgency: { type: 'integer', maximum: 5 } }, required: ['urgency'] };

  it.each([
    [{ urgency: 3 }, 'fits'],
    ['{"urgency": 3}', 'fits'],
    [{ urgency: 9 }, 'answer/urgency must be <= 5'],
    [{}, "answer must have required property 'urgency'"],
    ['urgent', 'the output is no JSON'],
  ])('checks %j', async (output, reason) => {
    expect(await scoreOf(schemaMatch({ schema }), output, null)).toEqual({ raw: reason === 'fits', reason });
    expect(await scoreOf(schemaMatch(), output, schema)).toEqual({ raw: reason === 'fits', reason });
  });

  it.each([
    // JSON-Schema-Test-Suite, draft2020-12: prefixItems.json and dependentRequired.json
    [{ prefixItems: [{ type: 'integer' }, { type: 'string' }] }, [1, 'foo'], true],
    [{ prefixItems: [{ type: 'integer' }, { type: 'string' }] }, ['foo', 1], false],
    [{ dependentRequired: { bar: ['foo'] } }, { foo: 1 }, true],
    [{ dependentRequired: { bar: ['foo'] } }, { bar: 2 }, false],
  ])('knows the words of draft 2020-12: %j of %j', async (words, output, expected) => {
    expect(await rawOf(schemaMatch({ schema: words }), output, null)).toBe(expected);
  });

  it('takes a zod type', async () => {
    const metric = schemaMatch({ schema: z.object({ topic: z.enum(['billing', 'login']) }) });
    expect(await rawOf(metric, { topic: 'login' }, null)).toBe(true);
    expect(await rawOf(metric, { topic: 'other' }, null)).toBe(false);
  });

  it('refuses a schema that is none, and fails for such a reference', async () => {
    expect(() => schemaMatch({ schema: { type: 'thing' } })).toThrow(MetricError);
    await expect(scoreOf(schemaMatch(), {}, 'x')).rejects.toThrow('the reference must be a JSON Schema');
  });
});
