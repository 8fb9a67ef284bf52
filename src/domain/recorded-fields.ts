import type { JsonObject, JsonValue } from '../evaluation/json.ts';
import {
  type JobField,
  type JobFieldName,
  jobFields,
  type JobFieldValue,
  type JobSpec,
  type NamedJobField,
} from './job-fields.ts';

const LISTED_FIELDS = jobFields().filter(({ isListed }) => isListed === true);

/** A field as a report shows it. */
export interface FieldFact {
  readonly title: string;
  readonly text: string;
}

/** The fields that a manifest records, by name: those that are there and differ from their default. */
export function recordedFields(spec: JobSpec): JsonObject {
  const recorded = jobFields().filter((field) => isRecorded(field, valueOf(spec, field)));
  return Object.fromEntries(recorded.map((field) => [field.name, valueOf(spec, field)]));
}

/** The fields that the list of jobs shows; `null` for what does not apply. */
export function listedFields(spec: JobSpec): JsonObject {
  return Object.fromEntries(LISTED_FIELDS.map((field) => [field.name, valueOf(spec, field)]));
}

/** Every field by name; `null` for what was not given and has no default. */
export function allFields(spec: JobSpec): { readonly [Name in JobFieldName]: JobFieldValue<Name> | null } {
  return Object.fromEntries(jobFields().map((field) => [field.name, valueOf(spec, field)])) as ReturnType<typeof allFields>;
}

/** The fields that a report shows, as text: of those given by name, the ones that a manifest records. */
export function fieldFacts(fields: Readonly<Record<JobFieldName, JsonValue>>): readonly FieldFact[] {
  return jobFields().flatMap((field) => {
    const value = fields[field.name];
    return isRecorded(field, value) ? [{ title: field.title, text: factText(value) }] : [];
  });
}

function valueOf(spec: JobSpec, { specName }: NamedJobField): JsonValue {
  return spec[specName] ?? null;
}

function isRecorded(field: JobField, value: JsonValue): boolean {
  return field.isAlwaysRecorded === true || !isDefault(field, value);
}

/** What is absent, too, is as it would be by default. */
function isDefault(field: JobField, value: JsonValue): boolean {
  return value === null || (field.default !== undefined && JSON.stringify(value) === JSON.stringify(field.default));
}

function factText(value: JsonValue): string {
  if (typeof value === 'string') return value;
  return Array.isArray(value) ? value.join(', ') : JSON.stringify(value);
}
