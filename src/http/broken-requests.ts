import { randomUUID } from 'node:crypto';
import { type IncomingMessage, type Server, type ServerResponse, STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import { jsonText } from '../evaluation/json-text.ts';
import { type Fault, problem, PROBLEM_TYPE } from './problem.ts';
import { REQUEST_ID_HEADER, requestId } from './request-id.ts';
import { SECURITY_HEADERS } from './security-headers.ts';

const FAULTS: Readonly<Record<string, Fault>> = {
  HPE_HEADER_OVERFLOW: {
    status: 431,
    detail:
      'The head of the request is too long: send shorter headers, or a shorter address, or start the server with a larger ASSAY_MAX_HEADER_BYTES.',
  },
  HPE_CHUNK_EXTENSIONS_OVERFLOW: { status: 413, detail: 'The extensions of a chunk are too long: send chunks without them.' },
  ERR_HTTP_REQUEST_TIMEOUT: { status: 408, detail: 'The request did not arrive in time: send it again, without pauses.' },
};

/** Answers what Node's parser gives up, and so never becomes a request, with a problem, and closes the connection. */
export function answerBrokenRequest(
  error: NodeJS.ErrnoException,
  socket: Socket & { readonly _httpMessage?: ServerResponse | null },
): void {
  // An answer that has begun can't become another one.
  if (error.code === 'ECONNRESET' || !socket.writable || socket._httpMessage?.headersSent === true) socket.destroy(error);
  else socket.end(answerText(FAULTS[error.code ?? ''] ?? malformed(error)), () => socket.destroy());
}

/** Answers a request that expects what no server of ours does. */
export function refuseExpectations(server: Server): void {
  server.on('checkExpectation', (request: IncomingMessage, response: ServerResponse) => {
    const expected = JSON.stringify((request.headers.expect ?? '').slice(0, 100));
    const fault = { status: 417, detail: `This server can't meet the header "expect: ${expected}": leave it out.` };
    const id = requestId(request);
    const body = jsonText(problem(fault, { id, url: request.url ?? '/' }));
    response.writeHead(fault.status, { ...bodyHeaders(body), [REQUEST_ID_HEADER]: id }).end(body);
  });
}

function malformed({ message }: Error): Fault {
  return { status: 400, detail: `This is no valid HTTP request: ${message.replace(/^Parse Error: /, '')}.` };
}

function answerText(fault: Fault): string {
  const id = randomUUID();
  const body = jsonText(problem(fault, { id, url: '/' }));
  const headers = { ...bodyHeaders(body), [REQUEST_ID_HEADER]: id, connection: 'close' };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  return [`HTTP/1.1 ${fault.status} ${STATUS_CODES[fault.status]}`, ...lines, '', body].join('\r\n');
}

function bodyHeaders(body: string): Readonly<Record<string, string>> {
  return { ...SECURITY_HEADERS, 'content-type': PROBLEM_TYPE, 'content-length': String(Buffer.byteLength(body)) };
}
