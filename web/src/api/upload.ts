import type { Schemas } from './client.ts';
import { ProblemError, problemOf } from './problem.ts';
import { SERVER_URL } from '../lib/base-path.ts';
import { HEAD_BYTES, importFormatOf } from './import-format.ts';

interface Upload {
  /** Called with the share that was sent, from 0 to 1. */
  readonly onProgress: (share: number) => void;
  readonly signal: AbortSignal;
}

/** Sends a file as it is, and gives the run that it became. Throws a `ProblemError`. */
export async function upload(file: File, { onProgress, signal }: Upload): Promise<Schemas['Run']> {
  const format = importFormatOf(await readText(file.slice(0, HEAD_BYTES)));
  const response = await send(file, format, { onProgress, signal });
  if (!response.ok) throw await problemOf(response);
  return (await response.json()) as Schemas['Run'];
}

/** A line of a file, from 1, cut to what a person can take in. */
export async function lineOf(file: File, line: number): Promise<string> {
  const most = 500;
  const text = (await readText(file)).split('\n')[line - 1] ?? '';
  return text.length > most ? `${text.slice(0, most)}…` : text;
}

async function readText(file: Blob): Promise<string> {
  try {
    return await file.text();
  } catch {
    throw new ProblemError('The file can’t be read. It may have been moved, or it is a folder.', 0, []);
  }
}

/** By `XMLHttpRequest`, which alone tells how much was sent. */
async function send(file: File, format: string, { onProgress, signal }: Upload): Promise<Response> {
  const request = new XMLHttpRequest();
  const { promise, resolve, reject } = Promise.withResolvers<Response>();
  request.open('POST', `${SERVER_URL}/api/runs`);
  request.setRequestHeader('content-type', format);
  request.upload.addEventListener('progress', ({ loaded, total }) => {
    onProgress(total === 0 ? 1 : loaded / total);
  });
  request.addEventListener('load', () => {
    resolve(new Response(request.responseText, { status: request.status, statusText: request.statusText }));
  });
  request.addEventListener('error', () => {
    reject(new ProblemError('The server can’t be reached, or ended the upload. Nothing was imported.', 0, []));
  });
  request.addEventListener('abort', () => {
    reject(new ProblemError('The upload was stopped. Nothing was imported.', 0, []));
  });
  signal.addEventListener('abort', () => {
    request.abort();
  });
  request.send(file);
  return promise;
}
