import { Inject, Injectable, Logger } from '@nestjs/common';
import type { Config } from '../config/config.ts';
import { CONFIG } from '../config/config.module.ts';
import type { GroupScope } from '../config/oidc-settings.ts';
import type { Passes } from '../domain/passes.ts';
import { ACCESS_PASSES } from '../http/access/access.module.ts';
import { digestOf } from '../http/access/api-key.ts';
import type { Grant } from '../http/access/principal.ts';
import type { Session } from '../http/access/sessions.ts';
import { IdentityProvider } from './identity-provider.ts';
import { scopeOfGroups } from './person.ts';
import { type Attempt, SignInAttempts } from './sign-in-attempts.ts';
import { NO_ATTEMPT, NO_PROVIDER, type SignInFailure, withoutGroup } from './sign-in-failure.ts';

/** A sign-in that has begun. */
export interface Begun {
  /** Where the browser goes. */
  readonly url: URL;
  /** What it keeps, to be known when it comes back. */
  readonly browserSecret: string;
}

/** Somebody who is signed in. */
export interface SignedIn {
  readonly grant: Grant;
  /** Tells the provider later whose session ends. */
  readonly idToken: string | null;
  readonly next: string;
}

/** Signing in by the provider of the settings, and what its groups may do here. */
@Injectable()
export class ProviderSignIn {
  readonly #provider: IdentityProvider | null;
  readonly #groups: readonly GroupScope[];
  readonly #attempts: SignInAttempts;
  readonly #logger = new Logger('SignIn');

  constructor(@Inject(CONFIG) config: Config, @Inject(ACCESS_PASSES) passes: Passes) {
    const { oidcIssuer, oidcClientId, oidcGroups } = config;
    const isSet = oidcIssuer !== null && oidcClientId !== null;
    this.#provider = isSet ? new IdentityProvider({ ...config, oidcIssuer, oidcClientId }) : null;
    this.#groups = oidcGroups;
    this.#attempts = new SignInAttempts(passes);
  }

  get hasProvider(): boolean {
    return this.#provider !== null;
  }

  async begin(
    where: Pick<Attempt, 'redirectUri' | 'next'>,
    how: { readonly asksAgain: boolean },
  ): Promise<Begun | SignInFailure> {
    if (this.#provider === null) return NO_PROVIDER;
    const { attempt, browserSecret } = await this.#attempts.begin(where);
    const url = await this.#provider.authorizationUrl(attempt, how);
    return url instanceof URL ? { url, browserSecret } : this.#told(url);
  }

  /** Ends the sign-in with the query that the provider sent the browser back with. */
  async finish(query: string, browserSecret: string | undefined): Promise<SignedIn | SignInFailure> {
    if (this.#provider === null) return NO_PROVIDER;
    const state = new URLSearchParams(query).get('state');
    const attempt = state === null || browserSecret === undefined ? undefined : await this.#attempts.take(state, browserSecret);
    if (attempt === undefined) return NO_ATTEMPT;

    const person = await this.#provider.person(query, attempt);
    if ('status' in person) return this.#told(person);
    const { subject, name, groups, idToken } = person;
    const scope = scopeOfGroups(groups, this.#groups);
    if (scope === null) return withoutGroup(name);
    // The provider's own id may be long, or an address of the person's.
    const grant: Grant = { name, scope, id: `person:${digestOf(subject).slice(0, 32)}`, basis: { kind: 'none' } };
    return { grant, idToken, next: attempt.next };
  }

  /** Where a browser goes to end its session at the provider as well; `null` for a session that did not begin there. */
  async endSessionUrl({ idToken }: Session, returnTo: string): Promise<URL | null> {
    if (idToken === undefined || this.#provider === null) return null;
    return this.#provider.endSessionUrl(idToken, returnTo);
  }

  #told(failure: SignInFailure): SignInFailure {
    const { status, code, cause } = failure;
    if (status >= 500) this.#logger.warn(`nobody can sign in by the provider (${code}): ${cause ?? ''}`);
    else this.#logger.log(`a sign-in by the provider was refused (${code}): ${cause ?? ''}`);
    return failure;
  }
}
