import type { Schemas } from './client.ts';
import { ProblemError, problemOf } from './problem.ts';
import { SERVER_URL } from '../lib/base-path.ts';
import { tarOfFiles } from './tar-of-files.ts';

interface Upload {
  /** Called with the share that was sent, from 0 to 1. */
  readonly onProgress: (share: number) => void;
  readonly signal: AbortSignal;
}

/** What files became: all of their runs. */
export type Imported = Schemas['ImportedFile']['runs'];

/**
 * Sends files as they are, and gives the runs that they became. Several whose results may belong together are sent as one. Throws a
 * `ProblemError`.
 */
export async function upload(files: readonly File[], { onProgress, signal }: Upload): Promise<Imported> {
  const sent = await unitsOf(files);
  const all = sent.reduce((bytes, { size }) => bytes + size, 0);
  let before = 0;
  const runs: Imported = [];
  for (const file of sent) {
    const onShare = (share: number): void => {
      onProgress(all === 0 ? 1 : (before + share * file.size) / all);
    };
    const response = await send(file, { onProgress: onShare, signal });
    if (!response.ok) throw await problemOf(response);
    runs.push(...((await response.json()) as Schemas['ImportedFile']).runs);
    before += file.size;
  }
  return runs;
}

/** How much of a file is looked at to tell whether others belong to it. */
const HEAD_BYTES = 65_536;

/** What stands in files of HELM, the LM Evaluation Harness and Every Eval Ever, whose results are spread over several. */
const OF_A_SET =
  /"(doc_id|alias|n-shot|instance_id|request_states|adapter_spec|sub_split|split|evaluation_results|sample_id)"\s*:/;

/** Those that may belong together as one archive, the others by themselves. Which they are the server finds out. */
async function unitsOf(files: readonly File[]): Promise<readonly File[]> {
  if (files.length === 1) return files;
  const heads = await Promise.all(files.map((file) => readText(file.slice(0, HEAD_BYTES))));
  const set = files.filter((_, at) => /^\s*[[{]/.test(heads[at] ?? '') && OF_A_SET.test(heads[at] ?? ''));
  if (set.length < 2) return files;
  return [...files.filter((file) => !set.includes(file)), tarOfFiles(set)];
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
async function send(file: File, { onProgress, signal }: Upload): Promise<Response> {
  const request = new XMLHttpRequest();
  const { promise, resolve, reject } = Promise.withResolvers<Response>();
  request.open('POST', `${SERVER_URL}/api/runs/import?name=${encodeURIComponent(file.name.slice(-1000) || 'file')}`);
  request.setRequestHeader('content-type', 'application/octet-stream');
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
