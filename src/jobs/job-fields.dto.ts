import type { Type } from '@nestjs/common';
import { ApiProperty, type ApiPropertyOptions } from '@nestjs/swagger';
import { IsBoolean, IsObject } from 'class-validator';
import { JOB_KINDS, jobFields, type JobKind, type JobRequestFields, type NamedJobField } from '../domain/job-fields.ts';
import { type LimitFields, limitFields } from '../domain/job-limits.ts';
import { IsAmount, IsCountOrShare, IsIntegerFrom, IsStringSet, IsText, MayBeAbsent } from '../http/field-checks.ts';
import { IsBudget, IsChoice, IsNameOrShare } from '../http/search-field-checks.ts';
import { RefusesUnknownParameters } from '../http/unknown-parameters.ts';

type FieldType = NamedJobField['type'];

/** The part of a property's schema that depends on its field. */
interface FieldSchema {
  readonly type?: 'string' | 'integer' | 'number' | 'object' | 'boolean' | [typeof String];
  readonly description?: string;
  readonly example?: unknown;
  readonly required?: boolean;
  readonly nullable?: boolean;
  readonly default?: number;
  readonly minimum?: number;
  readonly exclusiveMinimum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minItems?: number;
  readonly uniqueItems?: boolean;
  readonly additionalProperties?: boolean;
  readonly enum?: readonly string[];
  readonly oneOf?: readonly object[];
  readonly properties?: Readonly<Record<string, object>>;
  readonly minProperties?: number;
}

const CHECKS: Readonly<Record<FieldType, (field: NamedJobField) => PropertyDecorator>> = {
  text: () => IsText(),
  integer: ({ minimum = 0 }) => IsIntegerFrom(minimum),
  amount: () => IsAmount(),
  count_or_share: () => IsCountOrShare(),
  names: () => IsStringSet(),
  object: () => IsObject({ message: 'must be a JSON object' }),
  flag: () => IsBoolean({ message: 'must be true or false' }),
  choice: ({ choices = [] }) => IsChoice(choices),
  name_or_share: () => IsNameOrShare(),
  budget: () => IsBudget(),
};

const SCHEMAS: Readonly<Record<FieldType, (field: NamedJobField) => FieldSchema>> = {
  text: () => ({ type: 'string' }),
  integer: ({ minimum = 0 }) => ({ type: 'integer', minimum }),
  amount: () => ({ type: 'number', exclusiveMinimum: 0 }),
  count_or_share: () => ({ type: 'number', minimum: 0 }),
  names: () => ({ type: [String] }),
  object: () => ({ type: 'object', additionalProperties: true }),
  flag: () => ({ type: 'boolean' }),
  choice: ({ choices = [] }) => ({ type: 'string', enum: choices }),
  name_or_share: () => ({ oneOf: [{ type: 'string' }, { type: 'number', exclusiveMinimum: 0, exclusiveMaximum: 1 }] }),
  budget: () => ({
    type: 'object',
    properties: { trials: { type: 'integer', minimum: 1 }, cost_usd: { type: 'number', exclusiveMinimum: 0 } },
  }),
};

/** Limits that apply to requests but not to records, which another program may have written. */
const REQUEST_LIMITS: Readonly<Record<FieldType, FieldSchema>> = {
  text: { minLength: 1, maxLength: 1000 },
  integer: {},
  amount: {},
  count_or_share: {},
  names: { minItems: 1, uniqueItems: true },
  object: {},
  flag: {},
  choice: {},
  name_or_share: {},
  budget: { additionalProperties: false, minProperties: 1 },
};

/**
 * A class for the body of a request that starts a job of this kind: each field is documented and checked. The names in a
 * class that extends it are those of `JOB_FIELDS`.
 */
export function requestFields(kind: JobKind): Type<JobRequestFields> {
  class Body extends (Object as unknown as Type<JobRequestFields>) {}
  for (const field of jobFields(kind)) {
    const { type, isRequired: required, default: fallback } = field;
    const shownDefault = typeof fallback === 'number' && { default: fallback };
    document(Body, field, { required, ...REQUEST_LIMITS[type], ...shownDefault });
    CHECKS[type](field)(Body.prototype, field.name);
    if (!required) MayBeAbsent()(Body.prototype, field.name);
  }
  // Clients send the same body to every kind.
  RefusesUnknownParameters(jobFields().map(({ name }) => name))(Body);
  return Body;
}

/** A class for the limits of a job, in a request about one that is there: those of a new job, or replacing the job's. */
export function requestLimits(whose: 'of the new job' | 'replacing'): Type<LimitFields> {
  class Limits extends (Object as unknown as Type<LimitFields>) {}
  for (const field of limitFields()) {
    document(Limits, field, {
      ...(whose === 'replacing' && { description: `${field.doc} Replaces the job’s.` }),
      required: false,
    });
    CHECKS[field.type](field)(Limits.prototype, field.name);
    MayBeAbsent()(Limits.prototype, field.name);
  }
  return Limits;
}

/** A class like `base` with the fields that a manifest records; those that not every job has are optional. */
export function withRecordedFields<Base extends object>(base: Type<Base>): Type<Base> {
  class Recorded extends (base as Type<object>) {}
  for (const field of jobFields()) {
    const { doc, kinds, type, minimum, isAlwaysRecorded = false } = field;
    const description = kinds === JOB_KINDS ? doc : `${doc} Of ${kinds.join(' and ')} jobs.`;
    // A default is left out: where it is the least value, the least that stands there is one more.
    const least = field.default === minimum && !isAlwaysRecorded && { minimum: (minimum ?? 0) + 1 };
    document(Recorded, field, { description, required: field.isInEveryManifest, ...(type === 'integer' && least) });
  }
  return Recorded as Type<Base>;
}

/** A class like `base` with the fields that the list of jobs shows; `null` stands for what a job does not have. */
export function withListedFields<Base extends object>(base: Type<Base>): Type<Base> {
  class Listed extends (base as Type<object>) {}
  for (const field of jobFields().filter(({ isListed }) => isListed === true)) {
    // The example in the document is of an evaluate job.
    const absent = field.kinds.includes('evaluate') ? {} : { example: null };
    document(Listed, field, field.isInEveryManifest ? {} : { nullable: true, ...absent });
  }
  return Listed as Type<Base>;
}

function document(target: Type<object>, field: NamedJobField, schema: FieldSchema): void {
  const { doc: description, example } = field;
  // What has no type of its own in its schema is of any.
  Reflect.defineMetadata('design:type', Object, target.prototype as object, field.name);
  const options = { description, ...SCHEMAS[field.type](field), example, ...schema };
  ApiProperty(options as unknown as ApiPropertyOptions)(target.prototype as object, field.name);
}
