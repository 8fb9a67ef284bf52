import type { Draws } from '../draws.ts';
import type { FuzzServer } from '../fuzz-server.ts';
import { brokenBytes, jsonText, withOddity } from '../odd-values.ts';
import { importedRun } from '../valid-body.ts';
import { ask, outcomeOfAnswer } from './asked.ts';
import type { InputKind, InputReader, Outcome } from './input-kind.ts';

type MakeBody = (draws: Draws, runId: string) => Buffer;

/** Runs from elsewhere, as one JSON document and line by line. */
export const IMPORTS: readonly InputKind[] = [
  { name: 'import', share: 0.15, open: async (server) => new ImportReader(server, 'application/json', jsonBody) },
  { name: 'ndjson', share: 0.1, open: async (server) => new ImportReader(server, 'application/x-ndjson', ndjsonBody) },
];

class ImportReader implements InputReader {
  readonly #server: FuzzServer;
  readonly #type: string;
  readonly #body: MakeBody;

  constructor(server: FuzzServer, type: string, body: MakeBody) {
    this.#server = server;
    this.#type = type;
    this.#body = body;
  }

  /** What is taken is read back, and deleted. */
  async read(draws: Draws, number: number): Promise<Outcome> {
    const body = this.#body(draws, `broken-${number}`);
    const sent = body.toString();
    const answer = await ask(this.#server, 'POST', '/api/runs', body, this.#type);
    const outcome = outcomeOfAnswer(answer, sent);
    if (answer.status !== 200 && answer.status !== 201) return outcome;
    const target = `/api/runs/${encodeURIComponent((JSON.parse(answer.text) as { run_id: string }).run_id)}`;
    const shown = outcomeOfAnswer(await ask(this.#server, 'GET', target), `GET of ${sent}`);
    if (shown.answer !== '2xx') return { ...shown, fault: shown.fault ?? `${shown.answer} for a run that was taken` };
    const deleted = outcomeOfAnswer(await ask(this.#server, 'DELETE', target), `DELETE of ${sent}`);
    return deleted.answer === '2xx'
      ? outcome
      : { ...deleted, fault: deleted.fault ?? `${deleted.answer} for a run that is there` };
  }

  async close(): Promise<void> {}
}

function jsonBody(draws: Draws, runId: string): Buffer {
  const run = importedRun(draws, runId);
  return draws.happens(0.6) ? Buffer.from(jsonText(withOddity(draws, run))) : brokenBytes(draws, JSON.stringify(run));
}

function ndjsonBody(draws: Draws, runId: string): Buffer {
  const { samples, ...header } = importedRun(draws, runId) as { samples: unknown[] };
  const lines: unknown[] = [header, ...samples];
  if (draws.happens(0.5)) return brokenBytes(draws, lines.map(jsonText).join('\n'));
  const at = draws.integer(0, lines.length - 1);
  return Buffer.from(lines.with(at, withOddity(draws, lines[at])).map(jsonText).join('\n'));
}
