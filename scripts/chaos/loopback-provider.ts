import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';

/** How a provider behaves: as it should, or in one of the ways in which providers fail. */
export type Behaviour = 'well' | 'hang' | 'reset' | 'trickle' | 'storm' | 'errors';

const LATENCY_MS = 5;
const TRICKLE_MS = 300;

/** A model server on this machine with OpenAI's protocol, which counts the answers that it gave. */
export class LoopbackProvider {
  behaviour: Behaviour = 'well';
  latencyMs = LATENCY_MS;
  calls = 0;
  /** Answers by the text of their prompt. */
  readonly answered = new Map<string, number>();
  readonly #server: Server;

  private constructor() {
    this.#server = createServer((request, response) => void this.#serve(request, response).catch(() => response.destroy()));
  }

  static async start(): Promise<LoopbackProvider> {
    const provider = new LoopbackProvider();
    await new Promise<void>((resolve) => provider.#server.listen(0, '127.0.0.1', resolve));
    return provider;
  }

  /** The setting that leads `compatible:` models here. */
  get env(): Readonly<Record<string, string>> {
    const { port } = this.#server.address() as AddressInfo;
    return { ASSAY_COMPATIBLE_BASE_URL: `http://127.0.0.1:${port}/v1` };
  }

  close(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const prompt = await promptOf(request);
    this.calls += 1;
    switch (this.behaviour) {
      case 'well':
        await delay(this.latencyMs);
        this.answered.set(prompt, (this.answered.get(prompt) ?? 0) + 1);
        response.writeHead(200, { 'content-type': 'application/json' }).end(answerTo(prompt));
        return;
      case 'hang':
        return;
      case 'reset':
        response.socket?.resetAndDestroy();
        return;
      case 'trickle':
        response.writeHead(200, { 'content-type': 'application/json' });
        for (const character of answerTo(prompt)) {
          if (response.destroyed) return;
          response.write(character);
          await delay(TRICKLE_MS);
        }
        response.end();
        return;
      case 'storm':
        response.writeHead(429, { 'content-type': 'application/json', 'retry-after': '1' }).end(errorText('slow down'));
        return;
      case 'errors':
        response.writeHead(500, { 'content-type': 'application/json' }).end(errorText('out of order'));
    }
  }
}

async function promptOf(request: IncomingMessage): Promise<string> {
  const pieces: Buffer[] = [];
  for await (const piece of request as AsyncIterable<Buffer>) pieces.push(piece);
  const { messages } = JSON.parse(Buffer.concat(pieces).toString()) as { messages: readonly { readonly content: unknown }[] };
  return messages.map(({ content }) => (typeof content === 'string' ? content : JSON.stringify(content))).join('\n');
}

function answerTo(prompt: string): string {
  const message = { role: 'assistant', content: `answer of ${prompt.length} characters` };
  const usage = { prompt_tokens: 3, completion_tokens: 2, total_tokens: 5 };
  return JSON.stringify({
    ...{ id: 'chaos', object: 'chat.completion', created: 1, model: 'chaos' },
    choices: [{ index: 0, message, finish_reason: 'stop' }],
    usage,
  });
}

function errorText(message: string): string {
  return JSON.stringify({ error: { message, type: 'chaos' } });
}
