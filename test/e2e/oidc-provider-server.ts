import { Provider } from 'oidc-provider';

/** What a client of the provider is registered with. */
interface Registration {
  readonly client_id: string;
  readonly client_secret?: string;
  readonly token_endpoint_auth_method?: 'none';
  readonly redirect_uris: string[];
  readonly post_logout_redirect_uris: string[];
}

interface Setup {
  readonly port: number;
  readonly clients: readonly Registration[];
  /** Whether the ID token has all claims; otherwise they are asked for with the access token. */
  readonly fillsIdToken: boolean;
}

/** Who can sign in: any password will do. */
const PEOPLE: Readonly<Record<string, { readonly name: string; readonly groups: readonly string[] }>> = {
  ada: { name: 'Ada Lovelace', groups: ['readers', 'CN=Ops,OU=Teams'] },
  ben: { name: 'Ben <b>', groups: ['users', 'readers'] },
  cleo: { name: 'Cleo', groups: ['readers'] },
  dan: { name: 'Dan', groups: ['visitors'] },
};

/** A provider of OpenID Connect in a process of its own; it prints a line once it listens. */
const { port, clients, fillsIdToken } = JSON.parse(process.argv[2] ?? '') as Setup;
const issuer = `http://localhost:${port}`;

const provider: Provider = new Provider(issuer, {
  clients: clients.map((client) => ({ ...client })),
  claims: { openid: ['sub'], profile: ['name'], groups: ['groups'] },
  scopes: ['openid', 'profile', 'email', 'groups'],
  conformIdTokenClaims: !fillsIdToken,
  cookies: { keys: ['only for tests'] },
  findAccount: (_context, accountId) => {
    const person = PEOPLE[accountId];
    return person === undefined ? undefined : { accountId, claims: () => ({ sub: accountId, ...person }) };
  },
  loadExistingGrant: async ({ oidc }) => {
    const { client, session, params } = oidc;
    const grant = new provider.Grant({ clientId: client?.clientId ?? '', accountId: session?.accountId ?? '' });
    grant.addOIDCScope(String(params?.['scope']));
    await grant.save();
    return grant;
  },
});

provider.listen(port, '127.0.0.1', () => process.stdout.write('listening\n'));
