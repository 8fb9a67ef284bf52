import fc from 'fast-check';
import type { Draws } from './draws.ts';

/** Stands for a number that JSON has and JavaScript does not; `jsonText` writes it. */
export interface RawNumber {
  readonly rawNumber: string;
}

const NUMBERS = [-1, -0, 0.5, 1e308, -1e308, 2 ** 31, 2 ** 53, 5e-324];
const RAW_NUMBERS: readonly RawNumber[] = ['1e400', '-1e999', '123456789012345678901234567890', '0.1e-999'].map(
  (rawNumber) => ({
    rawNumber,
  }),
);

/** Names that JavaScript gives a meaning to, files of the system, and other texts that have been somebody's trouble. */
export const ODD_TEXTS: readonly string[] = [
  '',
  ' ',
  '\u0000',
  'a\u0000b',
  '\ud800',
  'x\udfff',
  '\ufeff',
  '\u202eabc',
  '\u2028',
  '\r\nset-cookie: a=1',
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'hasOwnProperty',
  'valueOf',
  '..',
  '../../etc/passwd',
  '..\\..\\windows',
  '/etc/passwd',
  'file:///etc/passwd',
  '*',
  'latest~999999999999',
  'null',
  'NaN',
  'true',
  '%00',
  '%s%n',
  '{{ a }}',
  '${7*7}',
  "' OR 1=1 --",
  '<script>alert(1)</script>',
  '1e400',
  'é'.normalize('NFD'),
  '🙂'.repeat(300),
  'a'.repeat(2_000),
  'a,'.repeat(5_000),
];

/** Something that few expect: of another type, of another size, or both. */
export function oddValue(draws: Draws): unknown {
  return draws.weighted<() => unknown>([
    [4, () => draws.pick(ODD_TEXTS)],
    [3, () => draws.pick<unknown>([...NUMBERS, ...RAW_NUMBERS])],
    [2, () => draws.pick<unknown>([null, true, false, [], {}, [[]], [null], [{}]])],
    [1, () => nested(draws.pick([5, 70, 3_000]))],
    [1, () => Array.from({ length: draws.pick([100, 3_000]) }, () => 0)],
    [2, () => draws.of(fc.jsonValue)],
    [2, () => oddText(draws)],
  ])();
}

export function oddText(draws: Draws): string {
  if (draws.happens(0.5)) return draws.pick(ODD_TEXTS);
  return draws.of(fc.string, { unit: draws.pick(['binary', 'grapheme', 'binary-ascii'] as const), maxLength: 60 });
}

/** JSON text, in which a `RawNumber` is the number that it stands for. */
export function jsonText(value: unknown): string {
  return JSON.stringify(value).replaceAll(/\{"rawNumber":"([^"]*)"\}/g, '$1');
}

/** A copy in which one place, anywhere, is odd, gone, or of another name. */
export function withOddity(draws: Draws, value: unknown): unknown {
  const goesDeeper = typeof value === 'object' && value !== null && Object.keys(value).length > 0 && draws.happens(0.85);
  if (!goesDeeper) return oddValue(draws);
  if (Array.isArray(value)) {
    const at = draws.integer(0, value.length - 1);
    if (draws.happens(0.1)) return [...(value as unknown[]), value[at]];
    return value.map((item: unknown, index) => (index === at ? withOddity(draws, item) : item));
  }
  const fields = Object.entries(value);
  const [name] = draws.pick(fields);
  if (draws.happens(0.15)) return Object.fromEntries(fields.filter(([other]) => other !== name));
  if (draws.happens(0.15)) return Object.fromEntries([...fields, [oddText(draws), oddValue(draws)]]);
  return Object.fromEntries(
    fields.map(([other, field]) => [other, other === name ? withOddity(draws, field as unknown) : field]),
  );
}

/** A text, broken: cut, changed at a byte, with bytes that are no UTF-8, or with keys twice. */
export function brokenBytes(draws: Draws, text: string): Buffer {
  const bytes = Buffer.from(text);
  const at = draws.integer(0, bytes.length);
  const insert = (part: Buffer | string): Buffer =>
    Buffer.concat([bytes.subarray(0, at), Buffer.from(part), bytes.subarray(at)]);
  return draws.weighted<() => Buffer>([
    [3, () => bytes.subarray(0, at)],
    [3, () => Buffer.concat([bytes.subarray(0, at), Buffer.from([draws.integer(0, 255)]), bytes.subarray(at + 1)])],
    [2, () => insert(Buffer.from(draws.pick([[0xff], [0xc0, 0xae], [0xed, 0xa0, 0x80], [0x00], [0xf4, 0x90, 0x80, 0x80]])))],
    [1, () => Buffer.concat([Buffer.from('\ufeff'), bytes])],
    [2, () => insert(draws.pick(['\n', '\r', ',', '}', ']', '"', '\\', '{', '[', '//', 'undefined', 'NaN', '\u2028']))],
    [1, () => Buffer.concat([bytes, bytes])],
    [1, () => Buffer.from(text.replace('{', '{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}},'))],
    [1, () => Buffer.from(text.replaceAll(/("\w+"):([^,{}[\]]+)/g, '$1:$2,$1:null'))],
    [1, () => Buffer.from(draws.of(fc.uint8Array, { maxLength: 200 }))],
    [1, () => Buffer.from('['.repeat(draws.pick([100, 100_000])) + text)],
  ])();
}

function nested(depth: number): unknown {
  let value: unknown = 0;
  for (let at = 0; at < depth; at += 1) value = at % 2 === 0 ? [value] : { a: value };
  return value;
}
