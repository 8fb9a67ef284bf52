import { request, type ClientRequest } from 'node:http';

/** A client that asks for a comparison and closes its connection without waiting for the answer. */
export class LeavingClient {
  /** Resolves when the whole request is on its way. */
  readonly sent: Promise<void>;
  readonly #request: ClientRequest;

  constructor(url: string, body: object) {
    this.#request = request(`${url}/api/compare`, { method: 'POST', headers: { 'content-type': 'application/json' } });
    this.#request.on('error', () => undefined);
    this.sent = new Promise((resolve) => {
      this.#request.end(JSON.stringify(body), () => resolve());
    });
  }

  async leave(): Promise<void> {
    await new Promise<void>((resolve) => {
      this.#request.once('close', resolve);
      this.#request.destroy();
    });
  }
}
