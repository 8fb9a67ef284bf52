import { APICallError } from '@ai-sdk/provider';
import { describe, expect, it } from '@jest/globals';
import { apiError } from './language-model.fixture.ts';
import { refusalOf } from './refusal.ts';

function answer(statusCode: number, responseBody: string): APICallError {
  return new APICallError({ message: 'no', url: 'http://stub', requestBodyValues: {}, statusCode, responseBody });
}

describe('refusalOf', () => {
  it.each([
    ['a bad key', answer(401, ''), 'key'],
    ['a key without the right', answer(403, ''), 'key'],
    ['a bad key at Google', answer(400, '{"error":{"details":[{"reason":"API_KEY_INVALID"}]}}'), 'key'],
    ['an account without credit', answer(402, ''), 'credit'],
    ['a quota that is spent', answer(429, '{"error":{"code":"insufficient_quota"}}'), 'credit'],
    ['no credit at Anthropic', answer(400, 'Your credit balance is too low to access the Anthropic API.'), 'credit'],
    ['an unknown model', answer(404, ''), 'model'],
    ['an unknown model at Mistral', answer(400, '{"message":"Invalid model: mistral-huge"}'), 'model'],
  ])('knows %s', (_what, error, refusal) => {
    expect(refusalOf(error)).toBe(refusal);
  });

  it.each([
    ['a rate limit', apiError(429)],
    ['a server that fails', answer(500, 'invalid model')],
    ['a request that is too long', apiError(400)],
    ['an input that a gateway flagged', answer(403, '{"error":{"message":"Your input was flagged"}}')],
    ['an answer that is not HTTP', new APICallError({ message: 'fetch failed', url: '', requestBodyValues: {} })],
    ['any other error', new TypeError('401')],
  ])('does not take %s for one', (_what, error) => {
    expect(refusalOf(error)).toBeNull();
  });
});
