import type { CallPrice } from '../evaluation/call-cost.ts';
import { constants } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { openRegularFile } from '../files/regular-file.ts';
import { askedPayload } from '../evaluation/event-payloads.ts';
import { jsonText } from '../evaluation/json-text.ts';
import { type AskOptions, type Completion, type CompletionRequest, type Model, ModelError } from '../evaluation/model.ts';
import { type RecordedAsker, recordedKey } from './recording.ts';
import { storedCompletion } from './stored-completion.ts';

const NEWLINE = 10;

/** A recording that is added to, durably, line by line; several processes may do so at once. */
export class RecordingFile {
  readonly #handle: FileHandle;
  readonly #waiting: string[] = [];
  #last: Promise<void> = Promise.resolve();
  #next: Promise<void> | null = null;

  /** Opens a recording at its end, and makes it where there is none. Its folder must exist. */
  static async append(path: string): Promise<RecordingFile> {
    const handle = await openRegularFile(path, constants.O_RDWR | constants.O_APPEND | constants.O_CREAT);
    const { size } = await handle.stat();
    const last = size === 0 ? null : (await handle.read(Buffer.alloc(1), 0, 1, size - 1)).buffer[0];
    // A process that was killed may have left half a line.
    if (last !== null && last !== NEWLINE) await handle.appendFile('\n');
    return new RecordingFile(handle);
  }

  private constructor(handle: FileHandle) {
    this.#handle = handle;
  }

  /** Resolves once the line is on disk. Lines that come while others are written are written together. */
  add(line: string): Promise<void> {
    this.#waiting.push(`${line}\n`);
    if (this.#next === null) {
      this.#next = this.#last.then(() => this.#write());
      this.#last = this.#next.catch(() => undefined);
    }
    return this.#next;
  }

  async close(): Promise<void> {
    await this.#last;
    await this.#handle.close();
  }

  async #write(): Promise<void> {
    this.#next = null;
    await this.#handle.appendFile(this.#waiting.splice(0).join(''));
    await this.#handle.datasync();
  }
}

/** A model whose answers are recorded; see `RecordedAnswers`. */
export class RecordingModel implements Model {
  readonly modelId: string;
  readonly provider?: string;
  readonly price?: CallPrice;
  readonly #model: Model;
  readonly #asker: RecordedAsker;
  readonly #file: () => Promise<RecordingFile>;

  /** `file` opens the recording when there is a first answer. */
  constructor(model: Model, asker: RecordedAsker, file: () => Promise<RecordingFile>) {
    this.modelId = model.modelId;
    if (model.provider !== undefined) this.provider = model.provider;
    if (model.price !== undefined) this.price = model.price;
    this.#model = model;
    this.#asker = asker;
    this.#file = file;
  }

  async complete(request: CompletionRequest, signal: AbortSignal, options: AskOptions = {}): Promise<Completion> {
    const completion = await this.#model.complete(request, signal, options);
    await this.#record(this.#line(request, options, completion));
    return completion;
  }

  async discard(completion: Completion): Promise<void> {
    await this.#model.discard?.(completion);
  }

  async #record(line: string): Promise<void> {
    try {
      await (await this.#file()).add(line);
    } catch (error) {
      throw new ModelError(`the answer could not be recorded: ${String(error)}`, { cause: error });
    }
  }

  #line(request: CompletionRequest, { replicate = 0, occurrence = 0 }: AskOptions, completion: Completion): string {
    return jsonText({
      key: recordedKey(this.#asker, request, { replicate, occurrence }),
      ...this.#asker,
      replicate,
      ...(occurrence > 0 && { occurrence }),
      request: askedPayload(request),
      response: storedCompletion(completion),
    });
  }
}
