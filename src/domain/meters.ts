/** A figure with what tells it apart from others of the same name. */
export interface Reading {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** What parts of the server measure; units are in the names. */
export type MeterName =
  /** Jobs of this process by `status`: `running`, `queued`. */
  | 'jobs'
  /** Open streams by `transport`: `sse`, `websocket`. */
  | 'stream_clients'
  /** Bytes that wait to be sent to peers of WebSockets. */
  | 'outbox_bytes'
  /** Bytes of events that children have sent and that are not stored yet. */
  | 'mailbox_bytes'
  /** Processes of projects. */
  | 'child_processes'
  /** Jobs whose calls of a model are held up, by `model` and `reason`: `outage`, `limit`. */
  | 'model_holds'
  /** For how long they were, by the same. */
  | 'model_hold_seconds';

type Source = () => readonly Reading[];

/** Where parts of the server register what they measure. Nothing is counted for it: a source is asked when somebody looks. */
export class Meters {
  readonly #sources = new Map<MeterName, Source[]>();

  add(name: MeterName, source: Source): void {
    const sources = this.#sources.get(name) ?? [];
    sources.push(source);
    this.#sources.set(name, sources);
  }

  /** All readings of a name; none where nothing measures it. */
  read(name: MeterName): readonly Reading[] {
    return (this.#sources.get(name) ?? []).flatMap((source) => source());
  }
}
