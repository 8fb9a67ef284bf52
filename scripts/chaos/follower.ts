/** A client of a job's event stream that keeps every line it got, by its number, over many connections. */
export class Follower {
  readonly lines: string[] = [];
  /** What it got that does not follow what it had. */
  readonly faults: string[] = [];

  /** Reads until the stream ends or breaks; `true` where it ended. */
  async read(url: string): Promise<boolean> {
    try {
      const headers = this.lines.length === 0 ? {} : { 'last-event-id': String(this.lines.length - 1) };
      const response = await fetch(url, { headers });
      let text = '';
      for await (const piece of (response.body ?? []) as AsyncIterable<Uint8Array>) {
        text += Buffer.from(piece).toString('utf8');
        const end = text.lastIndexOf('\n\n') + 2;
        if (end < 2) continue;
        this.#take(text.slice(0, end));
        text = text.slice(end);
      }
      return true;
    } catch {
      return false;
    }
  }

  #take(text: string): void {
    for (const line of text.split('\n')) {
      if (!line.startsWith('data: ')) continue;
      const { seq } = JSON.parse(line.slice(6)) as { readonly seq: number };
      if (seq === this.lines.length) this.lines.push(line);
      else this.faults.push(`event ${seq} came where ${this.lines.length} was due`);
    }
  }
}

/** How many of the events that one follower got another one got otherwise, or not. */
export function lostBetween(before: Follower, after: Follower): number {
  return before.lines.filter((line, seq) => after.lines[seq] !== line).length;
}
