import { MOST_LABELS, type NewLabel, type NewLabels } from '../domain/label-store.ts';
import { InvalidRequestError } from '../http/invalid-request.error.ts';
import { isScore } from '../statistics/scored-run.ts';
import { ImportError, objectFields, shownValue, textField } from './import-fields.ts';

const MAX_NAME = 200;
const MAX_TEXT = 1000;
const BODY_FIELDS = ['labels', 'description'];
const LABEL_FIELDS = ['sample_id', 'row', 'replicate', 'value', 'note'];

/** The name of a set of labels, as an address has it. Throws an `InvalidRequestError`. */
export function labelName(name: string): string {
  return atPlace('name', () => {
    const text = textField(name, '', MAX_NAME);
    if (/\p{Cc}/u.test(text)) throw new ImportError('', 'must have no control characters');
    if (['.', '..', '__proto__'].includes(text)) throw new ImportError('', `can't be ${text}; choose another name`);
    return text;
  });
}

/** A body of labels. Throws an `InvalidRequestError` that names the first fault. */
export function labelBody(body: unknown): NewLabels {
  const { labels, description } = atPlace('', () => knownFields(body, BODY_FIELDS));
  if (!Array.isArray(labels)) throw invalid('labels', `must be an array; ${shownValue(labels)}`);
  if (labels.length === 0) throw invalid('labels', 'must have at least one label');
  if (labels.length > MOST_LABELS) throw invalid('labels', `must be at most ${MOST_LABELS} labels; there are ${labels.length}`);
  return {
    description: atPlace('', () => textOrNull(description, 'description')),
    labels: labels.map((label, at) => atPlace(`labels[${at}]`, () => newLabel(label))),
  };
}

function newLabel(given: unknown): NewLabel {
  const { sample_id: id, row, replicate, value, note } = knownFields(given, LABEL_FIELDS);
  if (isAbsent(id) && isAbsent(row)) throw new ImportError('', 'must say which sample it is of, by sample_id or row');
  return {
    sampleId: textOrNull(id, 'sample_id'),
    row: numberOrNull(row, 'row'),
    replicate: numberOrNull(replicate, 'replicate'),
    value: valueField(value),
    note: note === '' ? null : textOrNull(note, 'note'),
  };
}

function knownFields(value: unknown, known: readonly string[]): Readonly<Record<string, unknown>> {
  const fields = objectFields(value, '');
  const unknown = Object.keys(fields).find((name) => !known.includes(name));
  if (unknown === undefined) return fields;
  throw new ImportError(unknown.slice(0, 100), `is not known; the fields are ${known.join(', ')}`);
}

function isAbsent(value: unknown): boolean {
  return value === undefined || value === null;
}

function textOrNull(value: unknown, path: string): string | null {
  return isAbsent(value) ? null : textField(value, path, MAX_TEXT);
}

function numberOrNull(value: unknown, path: string): number | null {
  if (isAbsent(value)) return null;
  if (Number.isSafeInteger(value) && (value as number) >= 0) return value as number;
  throw new ImportError(path, `must be a whole number from 0 on; ${shownValue(value)}`);
}

function valueField(given: unknown): number {
  const value = typeof given === 'boolean' ? Number(given) : given;
  if (isScore(value)) return value;
  throw new ImportError('value', `must be a finite number or a boolean; ${shownValue(given)}`);
}

/** Says where in the body a fault is. */
function atPlace<Result>(place: string, work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof ImportError)) throw error;
    throw invalid([place, error.path].filter((part) => part !== '').join('.'), error.message);
  }
}

function invalid(path: string, message: string): InvalidRequestError {
  return new InvalidRequestError(`Nothing was stored: ${path === '' ? 'the body' : path} ${message}.`, [{ path, message }]);
}
