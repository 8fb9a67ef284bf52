import type { ZodType } from 'zod';
import { integer } from './setting-schemas.ts';

/** What a client can't make grow without end. */
export interface Limits {
  /** Of one key, or of one address that shows none; 0: any number. */
  readonly maxRequestsPerMinute: number;
  /** How many wrong keys one address may show; 0: any number. */
  readonly maxWrongKeysPerMinute: number;
  /** Streams of events that one key, or one address without, may have open at once. */
  readonly maxStreams: number;
  /** WebSockets that one key, or one address without, may have open at once. */
  readonly maxSockets: number;
  /** Of one WebSocket. */
  readonly maxSubscriptions: number;
  /** Of the head of a request: its first line and all headers. */
  readonly maxHeaderBytes: number;
  /** Of a name or id in the path of a request, in characters. */
  readonly maxIdLength: number;
  /** Of what follows the `?` in the address of a request, in characters. */
  readonly maxQueryLength: number;
  /** How large an import may be that comes as a file or as NDJSON, and all that an archive unpacks to. */
  readonly importLimitBytes: number;
  /** What of an imported file is in memory at once: a line, an element of a list, what stands around the lists. */
  readonly importPieceLimitBytes: number;
  /** Keys and items of a JSON body at every depth, where the body is not data of the user's. */
  readonly maxJsonValues: number;
  /** How deep a JSON body may be nested. */
  readonly maxJsonDepth: number;
  /** Scores that one comparison may look at: runs × metrics × samples. */
  readonly maxComparedScores: number;
  /** Processes that load and check jobs at once. */
  readonly maxCheckingProcesses: number;
}

export const LIMIT_SETTINGS: { readonly [Key in keyof Limits]: LimitSetting } = {
  maxRequestsPerMinute: limit('ASSAY_MAX_REQUESTS_PER_MINUTE', 6_000, { least: 0 }),
  maxWrongKeysPerMinute: limit('ASSAY_MAX_WRONG_KEYS_PER_MINUTE', 20, { least: 0 }),
  maxStreams: limit('ASSAY_MAX_STREAMS', 200),
  maxSockets: limit('ASSAY_MAX_SOCKETS', 200),
  maxSubscriptions: limit('ASSAY_MAX_SUBSCRIPTIONS', 1_000),
  maxHeaderBytes: limit('ASSAY_MAX_HEADER_BYTES', 16_384, { unit: 'bytes', least: 4_096, most: 1024 ** 2 }),
  maxIdLength: limit('ASSAY_MAX_ID_LENGTH', 1_024, { unit: 'characters', least: 64, most: 16_384 }),
  maxQueryLength: limit('ASSAY_MAX_QUERY_LENGTH', 8_192, { unit: 'characters', least: 256, most: 1024 ** 2 }),
  importLimitBytes: limit('ASSAY_IMPORT_LIMIT', 16 * 1024 ** 3, { unit: 'bytes', least: 1_024 }),
  importPieceLimitBytes: limit('ASSAY_IMPORT_PIECE_LIMIT', 64 * 1024 ** 2, {
    unit: 'bytes',
    least: 1_024,
    most: 512 * 1024 ** 2,
  }),
  maxJsonValues: limit('ASSAY_MAX_JSON_VALUES', 2_000, { least: 100 }),
  maxJsonDepth: limit('ASSAY_MAX_JSON_DEPTH', 64, { least: 8, most: 256 }),
  maxComparedScores: limit('ASSAY_MAX_COMPARED_SCORES', 10_000_000, { least: 1_000 }),
  maxCheckingProcesses: limit('ASSAY_MAX_CHECKING_PROCESSES', 4),
};

interface LimitSetting {
  readonly variables: readonly [string];
  readonly schema: ZodType<number>;
  readonly allowed: string;
  readonly fallback: () => number;
}

interface Range {
  readonly unit?: string;
  readonly least?: number;
  readonly most?: number;
}

function limit(variable: string, usual: number, { unit, least = 1, most }: Range = {}): LimitSetting {
  const range = most === undefined ? `of ${least} or more` : `from ${least} to ${most}`;
  return {
    variables: [variable],
    schema: integer(least, most),
    allowed: `${unit === undefined ? '' : `${unit}, `}an integer ${range}`,
    fallback: () => usual,
  };
}
