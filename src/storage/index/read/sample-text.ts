import type { Sample } from '../../../domain/run.ts';
import type { SampleEvents } from '../../../domain/sample-query.ts';
import { parseJson } from '../../../evaluation/canonical-json.ts';
import type { TelemetryPayload, TrialPayload } from '../../../evaluation/event.ts';
import type { JsonObject, JsonValue } from '../../../evaluation/json.ts';
import { isNestedDeeper } from '../../../evaluation/number-forms.ts';

/** What the file of a run, or a document, says about a sample. */
export interface SampleText {
  readonly prompt: string;
  readonly response: string;
  readonly rawResponse: string | null;
  readonly events: SampleEvents | null;
  /** The inputs, as far as they are known. */
  readonly inputs: JsonValue;
  /** What the example expects; `null` where it says nothing. */
  readonly reference: JsonValue;
  /** What paths such as `inputs.topic` lead into. */
  readonly example: unknown;
  /** By metric why it got its score, where the document says so. */
  readonly reasons: Readonly<Record<string, string>>;
}

/** A line that is nested deeper can't be written anew, nor be given to another thread: it is taken for one that is gone. */
const MAX_DEPTH = 1_000;

/** Of a sample whose line is gone or is another one now. */
export const NO_TEXT: SampleText = {
  prompt: '',
  response: '',
  rawResponse: null,
  events: null,
  inputs: null,
  reference: null,
  example: null,
  reasons: {},
};

/** A sample of a job from the lines of its log. Lines that are no longer those of the sample are left out. */
export function textOfTrial(
  { seq, id }: { readonly seq: number; readonly id: string },
  trialLine: Buffer | undefined,
  scoringLines: readonly (Buffer | undefined)[],
): SampleText {
  const trial = eventIn(trialLine, { type: 'trial', seq, trialId: id });
  if (trial === undefined) return NO_TEXT;
  const payload = trial['payload'] as unknown as TrialPayload;
  const scorings = scoringLines
    .map((line) => eventIn(line, { type: 'scoring', trialId: id }))
    .filter((event) => event !== undefined);
  const example = payload.example as unknown;
  const fields = { inputs: fieldOf(example, 'inputs'), reference: fieldOf(example, 'reference'), example, reasons: {} };
  return { ...answerOf(payload), events: { trial, scorings }, ...fields };
}

/** A sample of an import, or of a run that Themis wrote, from its JSON. */
export function textOfDocument({ id }: { readonly id: string }, json: string | undefined): SampleText {
  const document = parsedObject(json);
  if (document?.['id'] !== id) return NO_TEXT;
  const { prompt, response, reference, example, rawResponse, reasons } = document as Partial<Sample> & JsonObject;
  return {
    prompt: textFrom(prompt),
    response: textFrom(response),
    rawResponse: typeof rawResponse === 'string' ? rawResponse : null,
    events: null,
    inputs: textFrom(prompt),
    reference: reference ?? fieldOf(example, 'reference'),
    example,
    reasons: textsIn(reasons),
  };
}

/** Nothing of a line is certain: somebody may have edited it. */
function answerOf({ status, output, telemetry }: TrialPayload): Pick<SampleText, 'prompt' | 'response' | 'rawResponse'> {
  const { rendered_prompt: prompt, response }: Partial<TelemetryPayload> = isObject(telemetry) ? telemetry : {};
  const content: unknown = isObject(response) ? response['content'] : undefined;
  if (status === 'failed') {
    return {
      prompt: textFrom(prompt),
      response: '',
      rawResponse: typeof content === 'string' && content !== '' ? content : null,
    };
  }
  const answer = typeof output === 'string' ? output : JSON.stringify(output ?? null);
  return { prompt: textFrom(prompt), response: answer, rawResponse: null };
}

function textsIn(value: unknown): Readonly<Record<string, string>> {
  if (!isObject(value)) return {};
  return Object.fromEntries(Object.entries(value).filter((entry): entry is [string, string] => typeof entry[1] === 'string'));
}

function fieldOf(example: unknown, name: string): JsonValue {
  return isObject(example) ? ((example[name] as JsonValue | undefined) ?? null) : null;
}

interface WantedEvent {
  readonly type: string;
  readonly seq?: number;
  readonly trialId?: string;
}

/** The event of a line; `undefined` where it is another one than the index has noted there. */
export function eventIn(line: Buffer | undefined, { type, seq, trialId }: WantedEvent): JsonObject | undefined {
  const event = parsedObject(line?.toString('utf8'));
  const payload = event?.['payload'];
  if (event?.['type'] !== type || !isObject(payload)) return undefined;
  if (seq !== undefined && event['seq'] !== seq) return undefined;
  return trialId === undefined || payload['trial_id'] === trialId ? event : undefined;
}

function parsedObject(json: string | undefined): JsonObject | undefined {
  if (json === undefined) return undefined;
  try {
    const value: unknown = parseJson(json);
    return isObject(value) && !isNestedDeeper(value, MAX_DEPTH) ? (value as JsonObject) : undefined;
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function textFrom(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
