import { z, type ZodType } from 'zod';
import { type Scope, SCOPES } from './scope.ts';

/** Signing in by a provider of OpenID Connect. */
export interface OidcConfig {
  /** The provider's issuer identifier, as it writes it itself; `null`: people sign in with keys alone. */
  readonly oidcIssuer: string | null;
  readonly oidcClientId: string | null;
  /** `null` for a public client. */
  readonly oidcClientSecret: string | null;
  /** What the provider is asked for. */
  readonly oidcScopes: readonly string[];
  /** What the members of each group may do; the highest scope counts. */
  readonly oidcGroups: readonly GroupScope[];
  /** The claim that names a person's groups, or a path to it such as `realm_access.roles`. */
  readonly oidcGroupsClaim: string;
}

export interface GroupScope {
  readonly group: string;
  readonly scope: Scope;
}

const TEXT = z.string().trim().min(1);

export const OIDC_SETTINGS = {
  oidcIssuer: {
    variables: ['ASSAY_OIDC_ISSUER'],
    schema: issuer().nullable(),
    allowed: 'an address that begins with https://, or on this machine with http://, as the provider itself writes it',
    fallback: () => null,
  },
  oidcClientId: {
    variables: ['ASSAY_OIDC_CLIENT_ID'],
    schema: TEXT.nullable(),
    allowed: 'a text',
    fallback: () => null,
  },
  oidcClientSecret: {
    variables: ['ASSAY_OIDC_CLIENT_SECRET'],
    schema: TEXT.nullable(),
    allowed: 'a text',
    fallback: () => null,
    isSecret: true,
  },
  oidcScopes: {
    variables: ['ASSAY_OIDC_SCOPES'],
    schema: providerScopes(),
    allowed: 'scopes of the provider, openid among them, separated by spaces',
    fallback: () => ['openid', 'profile', 'email'],
  },
  oidcGroups: {
    variables: ['ASSAY_OIDC_GROUPS'],
    schema: groupScopes(),
    allowed: `group:scope, separated by commas, with a scope of ${SCOPES.join(', ')}, each group once`,
    fallback: () => [],
  },
  oidcGroupsClaim: {
    variables: ['ASSAY_OIDC_GROUPS_CLAIM'],
    schema: TEXT,
    allowed: 'the name of a claim, or a path such as realm_access.roles',
    fallback: () => 'groups',
  },
};

type OidcValues = Partial<OidcConfig>;

/** What is wrong with these settings together, a sentence each. A setting with a fault of its own is `undefined`. */
export function oidcContradictions(values: OidcValues): string[] {
  const { oidcIssuer, oidcClientId, oidcClientSecret, oidcGroups } = values;
  if (oidcIssuer === undefined) return [];
  if (oidcIssuer === null) {
    const set = [
      ...(typeof oidcClientId === 'string' ? ['ASSAY_OIDC_CLIENT_ID'] : []),
      ...(typeof oidcClientSecret === 'string' ? ['ASSAY_OIDC_CLIENT_SECRET'] : []),
      ...(oidcGroups !== undefined && oidcGroups.length > 0 ? ['ASSAY_OIDC_GROUPS'] : []),
    ];
    return set.map((name) => `${name} is of no use without ASSAY_OIDC_ISSUER: set that too, or leave it out`);
  }
  return [
    ...(oidcClientId === null
      ? ['ASSAY_OIDC_ISSUER needs ASSAY_OIDC_CLIENT_ID, the id under which that provider knows this server']
      : []),
    ...(oidcGroups?.length === 0
      ? ['ASSAY_OIDC_ISSUER needs ASSAY_OIDC_GROUPS, such as assay-users:run: without it nobody could sign in']
      : []),
  ];
}

/** Secrets go to the issuer, so it is asked over TLS, but on this machine. */
function issuer(): ZodType<string> {
  return TEXT.refine((text) => {
    const url = URL.parse(text);
    if (url === null || url.search !== '' || url.hash !== '' || url.username !== '' || url.password !== '') return false;
    return url.protocol === 'https:' || (url.protocol === 'http:' && isLoopbackName(url.hostname));
  });
}

/** Whether a host of an address is this machine. */
export function isLoopbackName(hostname: string): boolean {
  return /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/.test(hostname);
}

function providerScopes(): ZodType<readonly string[]> {
  const list = z.string().transform((text) => text.split(' ').filter((part) => part !== ''));
  const scope = z.string().regex(/^[!#-[\]-~]+$/);
  return z
    .union([z.array(z.string()), list])
    .pipe(z.array(scope))
    .refine((scopes) => scopes.includes('openid'));
}

/** A list such as `ops:admin,CN=Data,OU=Teams:run`, where groups may have commas and colons themselves, or an array of parsed ones. */
function groupScopes(): ZodType<readonly GroupScope[]> {
  const pair = z.object({ group: TEXT, scope: z.enum(SCOPES) });
  const list = z.string().transform((text, context) => {
    const pairs = pairsOf(text);
    if (pairs !== null) return pairs;
    context.addIssue({ code: 'custom', message: 'no pairs' });
    return z.NEVER;
  });
  return z.union([z.array(pair), list]).refine((pairs) => new Set(pairs.map(({ group }) => group)).size === pairs.length);
}

/** Each pair ends at the first scope after which there is a comma, or nothing. */
function pairsOf(text: string): GroupScope[] | null {
  const pairs: GroupScope[] = [];
  let rest = text.trim();
  while (rest !== '') {
    const [whole = '', group = '', scope] = /^(.+?):\s*(read|run|admin)\s*(?:,|$)/s.exec(rest) ?? [];
    if (group.trim() === '') return null;
    pairs.push({ group: group.trim(), scope: scope as Scope });
    rest = rest.slice(whole.length).trim();
  }
  return pairs;
}
