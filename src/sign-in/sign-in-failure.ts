/** Why somebody is not signed in by the provider. */
export interface SignInFailure {
  /** 401 or 403 for who tried it, 502 or 503 for a fault of the provider or of its settings. */
  readonly status: 401 | 403 | 404 | 502 | 503;
  /** Stable, for the audit log. */
  readonly code: string;
  /** For the person. */
  readonly detail: string;
  /** For the log: the kind of the error, and no code, token or text that came with it. */
  readonly cause?: string;
}

export const NO_PROVIDER: SignInFailure = {
  status: 404,
  code: 'no_provider',
  detail: 'Nobody signs in to this server by a provider: whoever runs it would set ASSAY_OIDC_ISSUER. Sign in with a key.',
};

export const NO_ATTEMPT: SignInFailure = {
  status: 401,
  code: 'no_attempt',
  detail:
    'This sign-in is over: it has been used, took more than ten minutes, or was begun in another browser or tab. Begin again.',
};

export function withoutGroup(name: string): SignInFailure {
  return {
    status: 403,
    code: 'no_group',
    detail: `Your organization knows you as ${name}, but no group of yours may use this server: ask whoever runs it, or sign in as somebody else.`,
  };
}

const REFUSED: SignInFailure = {
  status: 401,
  code: 'refused_by_provider',
  detail: 'Your organization did not let you sign in, or you left its page. Begin again.',
};

const INVALID: SignInFailure = {
  status: 401,
  code: 'invalid_answer',
  detail: 'What came back from your organization does not belong to this sign-in, so it was refused. Begin again.',
};

const UNAVAILABLE: SignInFailure = {
  status: 503,
  code: 'provider_unavailable',
  detail: 'Your organization’s sign-in can’t be reached or is out of order right now. Try again soon, or sign in with a key.',
};

const MISCONFIGURED: SignInFailure = {
  status: 502,
  code: 'provider_settings',
  detail:
    'Your organization’s sign-in does not know this server as it is set up. Whoever runs it compares ASSAY_OIDC_ISSUER, ASSAY_OIDC_CLIENT_ID, ' +
    'ASSAY_OIDC_CLIENT_SECRET, ASSAY_OIDC_SCOPES and the redirect address with the provider’s settings; the log has the cause.',
};

const OUT_OF_ORDER: readonly string[] = ['server_error', 'temporarily_unavailable'];

const SETTINGS_ERRORS: readonly string[] = [
  'invalid_client',
  'unauthorized_client',
  'invalid_scope',
  'invalid_request',
  'unsupported_response_type',
  'unsupported_grant_type',
];

/** Errors of the library that say that an answer is not the one to this sign-in. */
const INVALID_CODES: readonly string[] = [
  'OAUTH_INVALID_RESPONSE',
  'OAUTH_JWT_CLAIM_COMPARISON_FAILED',
  'OAUTH_JWT_TIMESTAMP_CHECK_FAILED',
  'OAUTH_JSON_ATTRIBUTE_COMPARISON_FAILED',
  'OAUTH_KEY_SELECTION_FAILED',
];

interface LibraryError {
  readonly code?: unknown;
  /** The error as the provider names it. */
  readonly error?: unknown;
}

/** What an error of the library, or of the network, means for who signs in. Nothing that the provider sent is kept but the name of its error. */
export function providerFailure(thrown: unknown): SignInFailure {
  const { code, error } = (thrown ?? {}) as LibraryError;
  const cause = causeOf(thrown);
  if (typeof error === 'string') return { ...byName(code, error), cause };
  if (typeof code === 'string' && INVALID_CODES.includes(code)) return { ...INVALID, cause };
  return { ...UNAVAILABLE, cause };
}

function byName(code: unknown, error: string): SignInFailure {
  if (OUT_OF_ORDER.includes(error)) return UNAVAILABLE;
  if (SETTINGS_ERRORS.includes(error)) return MISCONFIGURED;
  return code === 'OAUTH_AUTHORIZATION_RESPONSE_ERROR' ? REFUSED : INVALID;
}

/** Names only: a message may repeat what was sent. */
function causeOf(thrown: unknown): string {
  const names: string[] = [];
  for (let at = thrown; at instanceof Error && names.length < 8; at = at.cause) {
    const { code, error } = at as LibraryError;
    names.push(
      [at.name, code, error]
        .filter((part) => typeof part === 'string')
        .map(plain)
        .join(' '),
    );
  }
  return names.length === 0 ? 'no error is known' : names.join(' < ');
}

/** The name of an error comes from the network. */
function plain(name: string): string {
  return name.replaceAll(/[^\w.:-]/g, '?').slice(0, 100);
}
