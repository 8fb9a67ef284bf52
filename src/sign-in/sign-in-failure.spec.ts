import { describe, expect, it } from '@jest/globals';
import { providerFailure } from './sign-in-failure.ts';

function failed(message: string, fields: object = {}, cause?: Error): Error {
  return Object.assign(new Error(message, cause === undefined ? {} : { cause }), fields);
}

describe('providerFailure', () => {
  const REDIRECT = 'OAUTH_AUTHORIZATION_RESPONSE_ERROR';
  const BODY = 'OAUTH_RESPONSE_BODY_ERROR';

  it.each([
    ['refused_by_provider', 401, { code: REDIRECT, error: 'access_denied' }],
    ['refused_by_provider', 401, { code: REDIRECT, error: 'login_required' }],
    ['provider_unavailable', 503, { code: REDIRECT, error: 'temporarily_unavailable' }],
    ['provider_settings', 502, { code: REDIRECT, error: 'invalid_scope' }],
    ['provider_settings', 502, { code: BODY, error: 'invalid_client' }],
    ['invalid_answer', 401, { code: BODY, error: 'invalid_grant' }],
    ['invalid_answer', 401, { code: 'OAUTH_JWT_CLAIM_COMPARISON_FAILED' }],
    ['provider_unavailable', 503, { code: 'OAUTH_TIMEOUT' }],
    ['provider_unavailable', 503, {}],
  ])('is %s with the status %i for %j', (code, status, fields) => {
    expect(providerFailure(failed('x', fields))).toMatchObject({ code, status });
  });

  it('has the names of the errors for the log, and no text that came with them', () => {
    const inner = failed('connect to 10.0.0.1?code=SECRET', { code: 'ECONNREFUSED' });
    const outer = failed(
      'token SECRET',
      { code: BODY, error: 'invalid_client\nforged line', error_description: 'SECRET' },
      inner,
    );
    expect(providerFailure(outer).cause).toBe(`Error ${BODY} invalid_client?forged?line < Error ECONNREFUSED`);
  });

  it('is one for whatever was thrown', () => {
    expect(providerFailure(undefined)).toMatchObject({ status: 503, cause: 'no error is known' });
  });
});
