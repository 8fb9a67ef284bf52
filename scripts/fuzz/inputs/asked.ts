import type { FuzzServer } from '../fuzz-server.ts';
import { type Answer, type NoAnswer, send } from '../http-client.ts';
import { tellsOfCode } from '../judge.ts';
import type { Outcome } from './input-kind.ts';

/** A request with the key of the scope `admin`. */
export async function ask(
  { url, keys }: FuzzServer,
  method: string,
  target: string,
  body: string | Buffer | null = null,
  contentType = 'application/json',
): Promise<Answer | NoAnswer> {
  const headers = { authorization: `Bearer ${keys.admin}`, ...(body === null ? {} : { 'content-type': contentType }) };
  return send(url, { method, target, headers, body });
}

/** An answer is clear if it is a 2xx, or a 4xx that is a problem with a detail. */
export function outcomeOfAnswer(answer: Answer | NoAnswer, sent: string): Outcome {
  if (answer.status === null) return { answer: 'none', fault: answer.why, sent };
  const { status, headers, text } = answer;
  if (status >= 200 && status < 300) return { answer: '2xx', fault: null, sent };
  return { answer: String(status), fault: problemFault(status, headers['content-type'], text), sent };
}

function problemFault(status: number, contentType: unknown, text: string): string | null {
  if (status >= 500) return `the status ${status}: ${text}`;
  if (tellsOfCode(text)) return `an error that tells of the code: ${text}`;
  if (!String(contentType).startsWith('application/problem+json')) return `a refusal that is no problem: ${text}`;
  const { detail } = JSON.parse(text) as { detail?: unknown };
  return typeof detail === 'string' && detail !== '' ? null : `a problem without a detail: ${text}`;
}
