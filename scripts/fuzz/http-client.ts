import { Agent, type ClientRequest, type IncomingMessage, request as openRequest } from 'node:http';

/** Beyond this, an answer is a hang. A loaded machine takes its time. */
const PATIENCE_MS = 60_000;

/** A stream goes on as long as its job: what came until then is its answer. */
const STREAM_MS = 5_000;

const agent = new Agent({ keepAlive: true, maxSockets: 64 });

export interface Sent {
  readonly method: string;
  /** With the query, as it goes over the wire. */
  readonly target: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer | string | null;
}

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
}

/** No answer: the server took too long, cut the connection, or is gone. */
export interface NoAnswer {
  readonly status: null;
  readonly why: string;
  /** Whether it began, and did not end. */
  readonly isCut: boolean;
}

/** Sends a request as it is: neither its path nor its headers are tidied up. */
export async function send(url: string, sent: Sent): Promise<Answer | NoAnswer> {
  for (;;) {
    const outcome = await sendOnce(url, sent);
    // The server may close a connection that waits at the moment in which it is used again (RFC 9112, §9.3.1).
    if (outcome !== 'stale') return outcome;
  }
}

function sendOnce(url: string, { method, target, headers, body }: Sent): Promise<Answer | NoAnswer | 'stale'> {
  const { hostname, port } = new URL(url);
  const length = body === null ? {} : { 'content-length': String(Buffer.byteLength(body)) };
  return new Promise((resolve) => {
    const request = openRequest(
      { agent, hostname, port, method, path: target, headers: { ...length, ...headers }, timeout: PATIENCE_MS },
      (response) => {
        const parts: Buffer[] = [];
        response.on('data', (part: Buffer) => parts.push(part));
        response.once('error', (error) => resolve({ status: null, why: `the answer was cut: ${error.message}`, isCut: true }));
        const end = (): void => {
          clearTimeout(limit);
          resolve({ status: response.statusCode ?? 0, headers: response.headers, text: Buffer.concat(parts).toString() });
        };
        response.once('end', end);
        if (response.headers['content-type']?.startsWith('text/event-stream') === true) leaveLater(request, response, end);
      },
    );
    const limit = setTimeout(() => {
      resolve({ status: null, why: `no whole answer in ${PATIENCE_MS / 1_000} s`, isCut: false });
      request.destroy();
    }, PATIENCE_MS);
    request.once('error', (error: NodeJS.ErrnoException) => {
      clearTimeout(limit);
      const isStale = request.reusedSocket && (error.code === 'ECONNRESET' || error.code === 'EPIPE');
      resolve(isStale ? 'stale' : { status: null, why: `no answer: ${error.message}`, isCut: false });
    });
    request.end(body ?? undefined);
  });
}

function leaveLater(request: ClientRequest, response: IncomingMessage, end: () => void): void {
  const leaving = setTimeout(() => {
    end();
    request.destroy();
  }, STREAM_MS);
  response.once('close', () => clearTimeout(leaving));
}
