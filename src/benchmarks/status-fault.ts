import type { BenchmarkSource } from '../domain/benchmark.ts';
import { retryAfterMs } from '../files/retry-after.ts';
import { oneLine } from './one-line.ts';
import { SourceRequestError } from './request-fault.ts';

const LATER = 'Try again later';
const OTHER_SERVER = 'See whether ASSAY_DATASETS_SERVER names the right server';

/** An answer that is not the data. */
export interface Refusal {
  readonly status: number;
  readonly retryAfter: string | null;
  readonly errorCode: string | null;
  readonly body: string;
}

/** What an answer of the datasets server means, in words. */
export function statusFault(
  refusal: Refusal,
  { dataset, config, split }: BenchmarkSource,
  hasToken: boolean,
): SourceRequestError {
  const { status } = refusal;
  const said = `${status}${spoken(refusal)}`;
  if (status === 401 || status === 403) {
    const cause = hasToken ? `it does not let HF_TOKEN read ${dataset}` : `it wants a token for ${dataset}`;
    return new SourceRequestError(`${cause} (${said})`, { advice: `Set HF_TOKEN to a token that may read ${dataset}` });
  }
  if (status === 404) {
    const cause = `it has no dataset ${dataset} with config ${config} and split ${split} (${said})`;
    return new SourceRequestError(cause, { advice: OTHER_SERVER });
  }
  const pauseMs = refusal.retryAfter === null ? null : retryAfterMs({ 'retry-after': refusal.retryAfter }, Date.now());
  const wish = pauseMs === null ? '' : `, and asks to wait for ${Math.ceil(pauseMs / 1000)} s`;
  const cause = status === 429 ? `it has had too many requests (${said})` : `it answers ${said}`;
  const mayPass = status === 408 || status === 429 || status >= 500;
  return new SourceRequestError(`${cause}${wish}`, { advice: mayPass ? LATER : OTHER_SERVER, mayPass, pauseMs });
}

/** The server's own words, where it has some. */
function spoken({ errorCode, body }: Refusal): string {
  const words = [errorCode ?? '', errorText(body)].map(oneLine).filter((part) => part !== '');
  return words.length === 0 ? '' : `: ${words.join(', ')}`;
}

function errorText(body: string): string {
  try {
    const { error } = JSON.parse(body) as { error?: unknown };
    return typeof error === 'string' ? error : '';
  } catch {
    return '';
  }
}
