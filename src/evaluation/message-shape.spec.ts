import { describe, expect, it } from '@jest/globals';
import { messageShape } from './message-shape.ts';

const RATE_LIMIT =
  'openai:gpt-5-mini failed after 3 attempts: 429 Rate limit reached in organization org-Ab12Cd34: Limit 30000, Used 29123. ' +
  'Please try again in 2.646s. Visit https://platform.openai.com/account/rate-limits to learn more.';

describe('messageShape', () => {
  it.each([
    // Providers
    [
      RATE_LIMIT,
      'openai:gpt-N-mini failed after N attempts: 429 Rate limit reached in organization ID: Limit N, Used N. ' +
        'Please try again in TIME. Visit URL to learn more.',
    ],
    ['m failed: 500 it broke (request id req_011CSHoEeqs5C35K2UUqR7Fy).', 'm failed: 500 it broke (request id ID).'],
    ['503 Service Unavailable: {"error":{"message":"overloaded","code":503', '503 Service Unavailable: {…}'],
    ["Error code: 429 - {'error': {'message': 'slow down'}}", 'Error code: 429 - {…}'],
    ['HTTP 502 Bad Gateway', 'HTTP 502 Bad Gateway'],
    ['connect ECONNREFUSED 127.0.0.1:9120', 'connect ECONNREFUSED N:N'],
    ['timeout of 30000ms exceeded', 'timeout of TIME exceeded'],
    ['no answer within 5 s', 'no answer within N s'],
    // Answers
    ['stub:m: the answer is no JSON: "Sure! It\'s \\"good\\"."', 'stub:m: the answer is no JSON: "…"'],
    ['Unexpected token \'S\', "Sure! Her"... is not valid JSON', 'Unexpected token \'…\', "…"... is not valid JSON'],
    [
      'Unterminated string in JSON at position 512 (line 3 column 14)',
      'Unterminated string in JSON at position N (line N column N)',
    ],
    ['[\n {"code": "invalid_type", "path": ["a", 0]}\n]', '[…]'],
    ['expected one of "a", "b", "c" or "d", got "e"', 'expected one of "…", got "…"'],
    // Programs
    ['outptu is not defined (/home/me/projects/mine/programs.ts:14:9)', 'outptu is not defined (programs.ts)'],
    ["Cannot read properties of undefined (reading 'label')", "Cannot read properties of undefined (reading 'label')"],
    ["ENOENT: no such file or directory, open '/data/rows/17.json'", "ENOENT: no such file or directory, open '…'"],
    ['permission denied: /data/rows/17.json', 'permission denied: PATH'],
    ['boom\n    at run (file:///mine/programs.ts:1:2)\n    at async main', 'boom'],
    ['user 6f1e2d3c-aaaa-bbbb-cccc-1234567890ab was lost at 2026-11-30T10:15:09.123Z', 'user ID was lost at TIME'],
    // Metrics and templates
    ['score must be from 0 to 1, not -7.5e-3', 'score must be from N to N, not N'],
    ["output.list[12].ratio is NaN, which JSON can't hold", "output.list[N].ratio is NaN, which JSON can't hold"],
    ['careful.jinja, line 4: {{ emial }} is undefined', 'careful.jinja, line N: {{ emial }} is undefined'],
    ['got [1, 2, 3] and [object Object]', 'got […] and [object Object]'],
    ['', ''],
  ])('masks %j', (message, shape) => {
    expect(messageShape(message)).toBe(shape);
  });

  it('takes a text that a cut has left open for quoted to its end', () => {
    expect(messageShape(`the answer is no JSON: "${'and then '.repeat(400)}`)).toBe('the answer is no JSON: "…"');
    expect(messageShape('the answer is no JSON: "It said \\')).toBe('the answer is no JSON: "…"');
  });

  it('is one line of at most 200 characters, with no half character', () => {
    expect(messageShape(`a\n b\t${'c '.repeat(500)}`)).toHaveLength(200);
    expect(messageShape('🦄'.repeat(500)).isWellFormed()).toBe(true);
    expect(messageShape('a\n b\tc')).toBe('a b c');
  });

  it('gives a shape that is its own shape', () => {
    for (const message of [RATE_LIMIT, 'line 3: "x" is no JSON', '[1, 2] at 10:15:09']) {
      const shape = messageShape(message);
      expect(messageShape(shape)).toBe(shape);
    }
  });
});
