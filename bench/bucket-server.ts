import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

// A model server with OpenAI's chat completions that lets a token bucket of calls pass and refuses the others with 429. Started as a separate process
// with calls a second, size of the bucket, milliseconds before an answer, and `retry-after` or nothing. GET /calls says how many calls came.

const [perSecond = 50, burst = 10, latencyMs = 5] = process.argv.slice(2, 5).map(Number);
const hasRetryAfter = process.argv[5] === 'retry-after';

const ANSWER = JSON.stringify({
  id: 'bench',
  object: 'chat.completion',
  created: 0,
  model: 'bench',
  choices: [{ index: 0, message: { role: 'assistant', content: 'positive' }, finish_reason: 'stop' }],
  usage: { prompt_tokens: 40, completion_tokens: 1, total_tokens: 41 },
});
const REFUSAL = JSON.stringify({
  error: { message: 'Rate limit reached', type: 'rate_limit_error', code: 'rate_limit_exceeded' },
});

let calls = 0;
let tokens = burst;
let filledAt = performance.now();

/** Milliseconds until the next call may pass; 0 where this one passes. */
function waitMs(): number {
  const now = performance.now();
  tokens = Math.min(burst, tokens + ((now - filledAt) * perSecond) / 1_000);
  filledAt = now;
  if (tokens < 1) return ((1 - tokens) / perSecond) * 1_000;
  tokens -= 1;
  return 0;
}

function answer(response: ServerResponse): void {
  const headers = { 'content-type': 'application/json' };
  const wait = waitMs();
  if (wait === 0) {
    setTimeout(() => response.writeHead(200, headers).end(ANSWER), latencyMs);
    return;
  }
  const asked = hasRetryAfter ? { 'retry-after': String(Math.ceil(wait / 1_000)) } : {};
  response.writeHead(429, { ...headers, ...asked }).end(REFUSAL);
}

const server = createServer((request, response) => {
  if (request.url === '/calls') {
    response.end(JSON.stringify({ calls }));
    return;
  }
  calls += 1;
  request.resume();
  request.on('end', () => answer(response));
});
server.listen(0, '127.0.0.1', () => {
  console.error(`http://127.0.0.1:${String((server.address() as AddressInfo).port)}`);
});
process.on('SIGTERM', () => process.exit());
