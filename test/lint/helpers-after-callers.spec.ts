import { describe, expect, it } from '@jest/globals';
import { Linter } from 'eslint';
import { helpersAfterCallers } from '../../scripts/lint/helpers-after-callers.js';

const linter = new Linter();

/** What the rule says about a file. */
function faultsOf(code: string): string[] {
  const plugins = { assay: { rules: { 'helpers-after-callers': helpersAfterCallers } } };
  const messages = linter.verify(code, [{ plugins, rules: { 'assay/helpers-after-callers': 'error' } }]);
  return messages.map(({ line, message }) => `${line}: ${message}`);
}

describe('the rule that helpers stand below their callers', () => {
  it.each([
    ['a function', 'function b() {}\nexport function a() { b(); }', '1: b is a helper: move it below a, which calls it first'],
    ['a class', 'function b() {}\nexport class A { c() { b(); } }', '1: b is a helper: move it below A, which calls it first'],
    [
      'the default export',
      'function b() {}\nexport default function () { b(); }',
      '1: b is a helper: move it below the default export, which calls it first',
    ],
    [
      'the first of two',
      'function c() {}\nexport function a() { c(); }\nexport function b() { c(); }',
      '1: c is a helper: move it below a, which calls it first',
    ],
    [
      'a caller that passes it on',
      'function b() {}\nexport function a() { return [].map(b); }',
      '1: b is a helper: move it below a, which calls it first',
    ],
  ])('reports a private function above %s', (_what, code, fault) => {
    expect(faultsOf(code)).toEqual([fault]);
  });

  it.each([
    ['a helper below its caller', 'export function a() { b(); }\nfunction b() {}'],
    ['a helper between two callers', 'export function a() { c(); }\nfunction c() {}\nexport function b() { c(); }'],
    ['an exported function above its caller', 'export function b() {}\nexport function a() { b(); }'],
    ['a function that calls itself', 'function b() { b(); }\nexport function a() {}'],
    ['a function that only statements of the module call', 'function b() {}\nexport const a = b();'],
    ['a variable of the same name inside a function', 'function b() {}\nexport function a(b) { b(); }'],
  ])('allows %s', (_what, code) => {
    expect(faultsOf(code)).toEqual([]);
  });
});
