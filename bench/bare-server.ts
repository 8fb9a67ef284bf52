import { open, readFile } from 'node:fs/promises';
import { createServer, type ServerResponse } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';

// `node:http` alone with the bytes of a file: the raw limit for our own server. Started as a separate process
// with the file as its argument.

const CHUNK_BYTES = 64 * 1024;
const DURABLE_EVENTS = 500;
const DURABLE_PAUSE_MS = 4;

const [, , path = ''] = process.argv;
const body = await readFile(path);

async function stream(response: ServerResponse): Promise<void> {
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  for (let start = 0; start < body.length; start += CHUNK_BYTES)
    if (!response.write(body.subarray(start, start + CHUNK_BYTES))) await once(response, 'drain');

  response.end();
}

/** Events one by one: the time, some bytes, written and synced, then sent. */
async function streamDurably(response: ServerResponse): Promise<void> {
  const file = await open(`${path}.durable`, 'w');
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  for (let count = 0; count < DURABLE_EVENTS; count += 1) {
    await new Promise((resolve) => setTimeout(resolve, DURABLE_PAUSE_MS));
    const event = Buffer.from(
      `data: {"produced_at_ns":"${String(process.hrtime.bigint())}","text":"${'x'.repeat(1_000)}"}\n\n`,
    );
    await file.write(event);
    await file.datasync();
    response.write(event);
  }
  response.end();
  await file.close();
}

const server = createServer((request, response) => {
  if (request.url === '/stream') void stream(response);
  else if (request.url === '/durable') void streamDurably(response);
  else if (request.url === '/api/health') response.end('{"status":"ok"}');
  else response.writeHead(200, { 'content-type': 'application/json', 'content-length': body.length }).end(body);
});
// As in our server: an idle connection is not closed just before its next use.
server.keepAliveTimeout = 72_000;
server.listen(0, '127.0.0.1', () => {
  console.error(`http://127.0.0.1:${String((server.address() as AddressInfo).port)}`);
});
process.on('SIGTERM', () => process.exit());
