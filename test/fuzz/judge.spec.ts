import type { OpenAPIObject } from '@nestjs/swagger';
import { describe, expect, it } from '@jest/globals';
import { Draws, seedOf } from '../../scripts/fuzz/draws.ts';
import type { Answer } from '../../scripts/fuzz/http-client.ts';
import { type Asked, Judge } from '../../scripts/fuzz/judge.ts';
import { oddValue } from '../../scripts/fuzz/odd-values.ts';
import { Operations } from '../../scripts/fuzz/operations.ts';
import { OpenApiCheck } from '../e2e/openapi-check.ts';

const PROBLEM = { type: 'object', properties: { detail: { type: 'string' } }, required: ['detail'] };
const response = (type: string, schema: object): object => ({ content: { [type]: { schema } } });
const refusal = response('application/problem+json', { $ref: '#/components/schemas/Problem' });

const DOCUMENT = {
  openapi: '3.1.0',
  components: { schemas: { Problem: PROBLEM } },
  paths: {
    '/api/things/{id}': {
      delete: {
        operationId: 'deleteThing',
        'x-required-scope': 'admin',
        responses: {
          200: response('application/json', { type: 'object', properties: { id: { type: 'string' } }, required: ['id'] }),
          401: refusal,
          403: refusal,
          404: refusal,
        },
      },
    },
  },
} as unknown as OpenAPIObject;

const JUDGE = new Judge(new Operations(DOCUMENT), new OpenApiCheck(DOCUMENT));
const SENT = { method: 'DELETE', target: '/api/things/a?x=1', headers: {}, body: null };
const ADMIN: Asked = { sent: SENT, caller: { scope: 'admin', refusal: 403 }, isValid: true };
const READER: Asked = { ...ADMIN, caller: { scope: 'read', refusal: 403 } };

function ok(body: object): Answer {
  return { status: 200, headers: { 'content-type': 'application/json' }, text: JSON.stringify(body) };
}

function problem(status: number, detail = 'It is not there.', headers: Answer['headers'] = {}): Answer {
  return { status, headers: { 'content-type': 'application/problem+json', ...headers }, text: JSON.stringify({ detail }) };
}

describe('the judge of answers', () => {
  it('finds nothing wrong with what the document promises', () => {
    expect(JUDGE.fault(ADMIN, ok({ id: 'a' }))).toBeNull();
    expect(JUDGE.fault(ADMIN, problem(404))).toBeNull();
    expect(JUDGE.fault(READER, problem(403))).toBeNull();
  });

  it.each([
    ['a fault of the server', ADMIN, problem(500), /status 500/],
    ['no answer', ADMIN, { status: null, why: 'no whole answer in 60 s', isCut: false } as const, /60 s/],
    ['an error with a stack', ADMIN, problem(404, 'no file in node_modules'), /tells of the code/],
    ['an answer above the scope', READER, ok({ id: 'a' }), /above the scope: it needs admin, and the caller has read/],
    ['another refusal than is due', READER, problem(404), /404 where 403 is due/],
    ['a refusal of somebody who may', ADMIN, problem(403), /who may/],
    ['a field that is not documented', ADMIN, ok({ id: 'a', more: 1 }), /other fields/],
    ['a status that is not documented', ADMIN, problem(409), /a status that is not among/],
    ['a busy server that does not say when to come back', ADMIN, problem(503), /status 503/],
  ])('finds %s', (_what, asked, answer, expected) => {
    expect(JUDGE.fault(asked, answer)).toMatch(expected);
  });
});

describe('what is drawn', () => {
  it('is the same again from the same seed, and other from another', () => {
    const drawn = (seed: number): string =>
      JSON.stringify(Array.from({ length: 20 }, (_, at) => oddValue(new Draws(seedOf(seed, at)))));
    expect(drawn(1)).toBe(drawn(1));
    expect(drawn(1)).not.toBe(drawn(2));
  });

  it('is one of what there is', () => {
    const draws = new Draws(1);
    expect(Array.from({ length: 50 }, () => draws.integer(3, 5)).every((number) => [3, 4, 5].includes(number))).toBe(true);
    expect(draws.some([1, 2, 3], 3, 9)).toEqual([1, 2, 3]);
    expect(() => draws.pick([])).toThrow();
  });
});
