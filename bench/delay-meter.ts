const STAMP = /"produced_at_ns":"(\d+)"/g;

/** Collects from the pieces of a stream how long each event took from its production to its arrival, in ms. */
export class DelayMeter {
  readonly delays: number[] = [];
  #rest = '';

  readonly take = (piece: Buffer): void => {
    const now = process.hrtime.bigint();
    const text = this.#rest + piece.toString('latin1');
    const end = text.lastIndexOf('\n');
    for (const [, stamp = '0'] of text.slice(0, end).matchAll(STAMP)) this.delays.push(Number(now - BigInt(stamp)) / 1e6);
    this.#rest = text.slice(end);
  };
}
