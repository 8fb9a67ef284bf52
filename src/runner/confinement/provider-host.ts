/** A server that a provider is reached at. */
export interface ProviderHost {
  /** A name or an address; one of IPv6 is in brackets. */
  readonly name: string;
  readonly port: number;
  readonly isTls: boolean;
}

/** The server in the base URL of a provider. */
export function hostOf(baseUrl: string): ProviderHost {
  const { hostname, port, protocol } = new URL(baseUrl);
  const isTls = protocol === 'https:';
  return { name: hostname, port: port === '' ? (isTls ? 443 : 80) : Number(port), isTls };
}
