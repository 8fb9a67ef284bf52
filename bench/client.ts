import { Agent, request, type IncomingMessage } from 'node:http';

const agent = new Agent({ keepAlive: true });

/** Sends a request over a persistent connection, and resolves to the answer once its head has arrived. */
export function send(url: string, method = 'GET', body?: object): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const text = body === undefined ? undefined : JSON.stringify(body);
    const headers = text === undefined ? {} : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) };
    request(url, { agent, method, headers }, resolve).on('error', reject).end(text);
  });
}

/** Reads an answer to its end and passes on each piece. Resolves to its size in bytes. */
export async function drain(answer: IncomingMessage, onPiece: (piece: Buffer) => void = () => undefined): Promise<number> {
  let bytes = 0;
  answer.on('data', (piece: Buffer) => {
    bytes += piece.length;
    onPiece(piece);
  });
  await new Promise((resolve, reject) => answer.once('end', resolve).once('error', reject));
  return bytes;
}

/** The size of an answer that must be 200. */
export async function sizeOf(url: string): Promise<number> {
  const answer = await send(url);
  if (answer.statusCode !== 200) throw new Error(`${url} answered ${String(answer.statusCode)}`);
  return drain(answer);
}

export async function getJson<Body>(url: string, method = 'GET', body?: object): Promise<Body> {
  const pieces: Buffer[] = [];
  const answer = await send(url, method, body);
  await drain(answer, (piece) => pieces.push(piece));
  const text = Buffer.concat(pieces).toString();
  if (answer.statusCode !== 200) throw new Error(`${method} ${url} answered ${String(answer.statusCode)}: ${text}`);
  return JSON.parse(text) as Body;
}

/** The first piece of an answer; the rest is not read. */
export async function firstPiece(url: string): Promise<Buffer> {
  const answer = await send(url);
  const piece = await new Promise<Buffer>((resolve) => answer.once('data', resolve));
  answer.resume();
  return piece;
}
