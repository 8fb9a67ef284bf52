import { FREE } from '../evaluation/call-cost.ts';
import { createReadStream } from 'node:fs';
import { openRegularFile } from '../files/regular-file.ts';
import { byteLines } from '../files/byte-lines.ts';
import { jsonText } from '../evaluation/json-text.ts';
import { parseJson } from '../evaluation/canonical-json.ts';
import { type AskOptions, type Completion, type CompletionRequest, type Model, ModelError } from '../evaluation/model.ts';
import { type RecordedAsker, recordedKey } from './recording.ts';
import { restoredCompletion } from './stored-completion.ts';

const LONGEST_LINE = 64 * 1024 * 1024;

interface Place {
  readonly offset: number;
  readonly length: number;
}

/** The answers of a recording, by the keys of their requests; where a request was recorded more than once, the last one. They are read when asked for. */
export class RecordedAnswers {
  readonly name: string;
  readonly #path: string;
  readonly #places: ReadonlyMap<string, Place>;

  /** Lines that can't be read, as a killed process leaves them, are passed over. */
  static async read(name: string, path: string): Promise<RecordedAnswers> {
    const handle = await openRegularFile(path);
    const places = new Map<string, Place>();
    const tooLong = (number: number): Error => new Error(`line ${number} of the recording ${name} is longer than 64 MB`);
    for await (const lines of byteLines(createReadStream(path, { fd: handle, start: 0 }), LONGEST_LINE, tooLong)) {
      for (const { bytes, offset } of lines) {
        const key = keyOf(bytes.toString('utf8'));
        if (key !== null) places.set(key, { offset, length: bytes.length });
      }
    }
    return new RecordedAnswers(name, path, places);
  }

  private constructor(name: string, path: string, places: ReadonlyMap<string, Place>) {
    this.name = name;
    this.#path = path;
    this.#places = places;
  }

  /** `null` where the request was not recorded. */
  async find(key: string): Promise<Completion | null> {
    const startedAt = performance.now();
    const place = this.#places.get(key);
    if (place === undefined) return null;
    const line = await readLine(this.#path, place);
    const { response } = lineOf(line) ?? {};
    return response === undefined ? null : restoredCompletion(jsonText(response), (performance.now() - startedAt) / 1_000);
  }
}

async function readLine(path: string, { offset, length }: Place): Promise<string> {
  const handle = await openRegularFile(path);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, offset);
    return buffer.toString('utf8', 0, bytesRead);
  } finally {
    await handle.close();
  }
}

function keyOf(line: string): string | null {
  const { key, response } = lineOf(line) ?? {};
  return typeof key === 'string' && response !== undefined ? key : null;
}

function lineOf(line: string): { readonly key?: unknown; readonly response?: object } | null {
  try {
    const value = parseJson(line);
    return typeof value === 'object' ? value : null;
  } catch {
    return null;
  }
}

/** Answers from a recording, in place of a model. */
export class RecordedModel implements Model {
  readonly modelId: string;
  readonly provider = 'recorded';
  readonly price = FREE;
  readonly #answers: RecordedAnswers;
  readonly #asker: RecordedAsker;

  constructor(answers: RecordedAnswers, asker: RecordedAsker) {
    this.modelId = answers.name;
    this.#answers = answers;
    this.#asker = asker;
  }

  async complete(request: CompletionRequest, signal: AbortSignal, options: AskOptions = {}): Promise<Completion> {
    signal.throwIfAborted();
    const found = await this.#answers.find(recordedKey(this.#asker, request, options));
    signal.throwIfAborted();
    if (found !== null) return found;
    const { name } = this.#answers;
    throw new ModelError(
      `the recording ${name} has no answer to this request of the ${this.#asker.role}: the prompt, its options or the number of the trial ` +
        `differ from what was recorded. Run the job once with its real model and "record": "${name}"`,
    );
  }
}
