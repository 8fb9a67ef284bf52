import type * as OpenIdClient from 'openid-client';
import type { ClientAuth, Configuration, CustomFetch } from 'openid-client';
import { isLoopbackName, type OidcConfig } from '../config/oidc-settings.ts';
import { type Claims, groupsOf, nameOf } from './person.ts';
import type { Attempt } from './sign-in-attempts.ts';
import { providerFailure, type SignInFailure } from './sign-in-failure.ts';

const ANSWER_SECONDS = 10;
const MAX_ANSWER_BYTES = 1024 ** 2;

/** How long what the provider says of itself is taken for true. */
const KNOWN_MS = 60 * 60 * 1_000;

/** Somebody for whom the provider vouches. */
export interface Person {
  /** The provider's id of the person, which never becomes another's. */
  readonly subject: string;
  readonly name: string;
  readonly groups: readonly string[];
  /** Tells the provider later whose session ends. */
  readonly idToken: string | null;
}

type Settings = Pick<OidcConfig, 'oidcClientSecret' | 'oidcScopes' | 'oidcGroupsClaim'> & {
  readonly oidcIssuer: string;
  readonly oidcClientId: string;
};

type Library = typeof OpenIdClient;

/**
 * The provider of OpenID Connect, asked with the authorization code flow and PKCE. It is asked what it is at the first sign-in, and anew after a
 * failure and after an hour, so that a provider that is down keeps no server from starting.
 */
export class IdentityProvider {
  readonly #settings: Settings;
  readonly #nowMs: () => number;
  #known: { readonly configuration: Promise<Configuration>; readonly sinceMs: number } | undefined;

  constructor(settings: Settings, nowMs: () => number = () => Date.now()) {
    this.#settings = settings;
    this.#nowMs = nowMs;
  }

  /** Where the browser goes to sign in; `asksAgain` has the provider ask also whoever is signed in there. */
  async authorizationUrl(attempt: Attempt, { asksAgain }: { readonly asksAgain: boolean }): Promise<URL | SignInFailure> {
    try {
      const library = await loaded();
      return library.buildAuthorizationUrl(await this.#configuration(library), {
        redirect_uri: attempt.redirectUri,
        scope: this.#settings.oidcScopes.join(' '),
        state: attempt.state,
        nonce: attempt.nonce,
        code_challenge: await library.calculatePKCECodeChallenge(attempt.codeVerifier),
        code_challenge_method: 'S256',
        ...(asksAgain ? { prompt: 'login' } : {}),
      });
    } catch (error) {
      return providerFailure(error);
    }
  }

  /** Whom the provider has sent back, by the query of the callback. */
  async person(query: string, attempt: Attempt): Promise<Person | SignInFailure> {
    try {
      const library = await loaded();
      const configuration = await this.#configuration(library);
      const callback = new URL(attempt.redirectUri);
      callback.search = query;
      const tokens = await library.authorizationCodeGrant(configuration, callback, {
        pkceCodeVerifier: attempt.codeVerifier,
        expectedState: attempt.state,
        expectedNonce: attempt.nonce,
        idTokenExpected: true,
      });
      const idClaims = tokens.claims();
      if (idClaims === undefined) throw new Error('the provider sent no ID token');
      const { sub } = idClaims;
      const claims = await this.#withUserInfo(idClaims, () => library.fetchUserInfo(configuration, tokens.access_token, sub));
      const groups = groupsOf(claims, this.#settings.oidcGroupsClaim) ?? [];
      return { subject: sub, name: nameOf(claims, sub), groups, idToken: tokens.id_token ?? null };
    } catch (error) {
      return providerFailure(error);
    }
  }

  /** Where the browser ends its session at the provider and comes back; `null` where the provider has no such page, or is down. */
  async endSessionUrl(idToken: string | null, returnTo: string): Promise<URL | null> {
    try {
      const library = await loaded();
      const configuration = await this.#configuration(library);
      if (configuration.serverMetadata().end_session_endpoint === undefined) return null;
      const hint = idToken === null ? {} : { id_token_hint: idToken };
      return library.buildEndSessionUrl(configuration, { post_logout_redirect_uri: returnTo, ...hint });
    } catch {
      return null;
    }
  }

  /** Many providers put groups and names only there. */
  async #withUserInfo(idClaims: Claims, userInfo: () => Promise<Claims>): Promise<Claims> {
    const configuration = await this.#known?.configuration;
    const isWhole = groupsOf(idClaims, this.#settings.oidcGroupsClaim) !== null;
    if (isWhole || configuration?.serverMetadata().userinfo_endpoint === undefined) return idClaims;
    return { ...(await userInfo()), ...idClaims };
  }

  #configuration(library: Library): Promise<Configuration> {
    const nowMs = this.#nowMs();
    if (this.#known !== undefined && nowMs - this.#known.sinceMs < KNOWN_MS) return this.#known.configuration;
    const known = { configuration: this.#discover(library), sinceMs: nowMs };
    this.#known = known;
    known.configuration.catch(() => {
      if (this.#known === known) this.#known = undefined;
    });
    return known.configuration;
  }

  async #discover(library: Library): Promise<Configuration> {
    const { oidcIssuer, oidcClientId, oidcClientSecret } = this.#settings;
    const issuer = new URL(oidcIssuer);
    const isLocal = issuer.protocol === 'http:' && isLoopbackName(issuer.hostname);
    try {
      return await library.discovery(issuer, oidcClientId, undefined, clientAuthentication(library, oidcClientSecret), {
        timeout: ANSWER_SECONDS,
        // eslint-disable-next-line @typescript-eslint/no-deprecated -- marked so only to stand out; the issuer is on this machine
        execute: [library.enableNonRepudiationChecks, ...(isLocal ? [library.allowInsecureRequests] : [])],
        [library.customFetch]: await fetchByProxy(),
      });
    } catch (cause) {
      throw new DiscoveryError('the provider does not say what it is', { cause });
    }
  }
}

/** Whoever signs in can do nothing about it, whatever the cause. */
class DiscoveryError extends Error {
  override readonly name = 'DiscoveryError';
}

/** Loaded only where there is a provider. */
function loaded(): Promise<Library> {
  return import('openid-client');
}

/** The way that providers take unless they say otherwise is HTTP Basic. */
function clientAuthentication({ None, ClientSecretBasic, ClientSecretPost }: Library, secret: string | null): ClientAuth {
  if (secret === null) return None();
  const basic = ClientSecretBasic(secret);
  const post = ClientSecretPost(secret);
  return (server, client, body, headers) => {
    const ways = server.token_endpoint_auth_methods_supported ?? ['client_secret_basic'];
    const way = !ways.includes('client_secret_basic') && ways.includes('client_secret_post') ? post : basic;
    way(server, client, body, headers);
  };
}

/** Through the proxy that HTTP_PROXY, HTTPS_PROXY and NO_PROXY say, with bounded answers. */
async function fetchByProxy(): Promise<CustomFetch> {
  const { EnvHttpProxyAgent, fetch } = await import('undici');
  const dispatcher = new EnvHttpProxyAgent({ maxResponseSize: MAX_ANSWER_BYTES });
  return async (url, { body = null, ...options }) => {
    // The same class under two declarations where those of browsers are known, too.
    const answer: unknown = await fetch(url, { ...options, body, dispatcher });
    return answer as Response;
  };
}
