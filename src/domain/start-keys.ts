export const START_KEYS = Symbol('StartKeys');

/** A request to start a job, or to make one go on, that was sent with a key. */
export interface KeyedStart {
  readonly jobId: string;
  /** Of what was asked for; hex. */
  readonly requestSha256: string;
  /** Whether the request was carried out: if its job is not there now, it was deleted. */
  readonly hasStarted: boolean;
  /** Of a job that is made to go on: when it last was before, or `null`. */
  readonly resumedBefore?: string | null;
}

/** Remembers for a day, also over restarts and for all processes, which job was started under which key. */
export interface StartKeys {
  /** What the key stands for, for all processes from now on: this start, or the one that it stood for already. */
  keep(key: string, start: KeyedStart): Promise<KeyedStart>;

  find(key: string): Promise<KeyedStart | undefined>;

  /** Notes that the job of a key has been there. */
  confirm(key: string, start: KeyedStart): Promise<void>;

  forget(key: string): Promise<void>;
}
