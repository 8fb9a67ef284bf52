import { EnvHttpProxyAgent, fetch, type Response } from 'undici';
import { proxySettingFault } from './source-faults.ts';

/** Asks over HTTP, through the proxy that HTTP_PROXY, HTTPS_PROXY and NO_PROXY say. */
export class Transport {
  readonly #agent: EnvHttpProxyAgent;

  /** Throws a `SourceRequestError` where these can't be used. */
  constructor() {
    try {
      this.#agent = new EnvHttpProxyAgent();
    } catch {
      throw proxySettingFault();
    }
  }

  async get(url: URL, headers: Record<string, string>, signal: AbortSignal): Promise<Response> {
    return fetch(url, { dispatcher: this.#agent, headers, signal });
  }

  async close(): Promise<void> {
    await this.#agent.destroy();
  }
}
