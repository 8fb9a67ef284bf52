import { z } from 'zod';
import { httpAddress } from './setting-schemas.ts';

/** Where traces go, and how much of them; the variables are OpenTelemetry's own. */
export interface TraceConfig {
  /** The base address of a collector, without a trailing slash; `null`: nothing is traced. */
  readonly otlpEndpoint: string | null;
  /** What is sent with every request to it, such as a key. */
  readonly otlpHeaders: Readonly<Record<string, string>>;
  readonly otelServiceName: string;
  readonly otelResourceAttributes: Readonly<Record<string, string>>;
  readonly otelSampler: Sampler;
  /** The share of traces that are kept, of samplers by ratio. */
  readonly otelSamplerArg: number;
  /** Whether prompts, answers and reasons are recorded. */
  readonly otelCapturesContent: boolean;
  readonly otelDisabled: boolean;
}

export const SAMPLERS = [
  'always_on',
  'always_off',
  'traceidratio',
  'parentbased_always_on',
  'parentbased_always_off',
  'parentbased_traceidratio',
] as const;

export type Sampler = (typeof SAMPLERS)[number];

const PAIRS = 'pairs such as key=value, separated by commas, with %20 and the like for special characters';

export const TRACE_SETTINGS = {
  otlpEndpoint: {
    variables: ['OTEL_EXPORTER_OTLP_ENDPOINT'],
    schema: httpAddress().nullable(),
    allowed: 'an address that begins with http:// or https://',
    fallback: () => null,
  },
  otlpHeaders: {
    variables: ['OTEL_EXPORTER_OTLP_HEADERS'],
    schema: pairs(),
    allowed: PAIRS,
    isSecret: true,
    fallback: () => ({}),
  },
  otelServiceName: {
    variables: ['OTEL_SERVICE_NAME'],
    schema: z.string().trim().min(1),
    allowed: 'a name',
    fallback: () => 'assay',
  },
  otelResourceAttributes: {
    variables: ['OTEL_RESOURCE_ATTRIBUTES'],
    schema: pairs(),
    allowed: PAIRS,
    fallback: () => ({}),
  },
  otelSampler: {
    variables: ['OTEL_TRACES_SAMPLER'],
    schema: z.enum(SAMPLERS),
    allowed: `one of ${SAMPLERS.join(', ')}`,
    fallback: (): Sampler => 'parentbased_always_on',
  },
  otelSamplerArg: {
    variables: ['OTEL_TRACES_SAMPLER_ARG'],
    schema: z
      .union([
        z.number(),
        z
          .string()
          .trim()
          .regex(/^\d(\.\d{1,9})?$/)
          .transform(Number),
      ])
      .pipe(z.number().min(0).max(1)),
    allowed: 'a number from 0 to 1',
    fallback: () => 1,
  },
  otelCapturesContent: {
    variables: ['OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT'],
    schema: truth(),
    allowed: 'true or false',
    fallback: () => false,
  },
  otelDisabled: {
    variables: ['OTEL_SDK_DISABLED'],
    schema: truth(),
    allowed: 'true or false',
    fallback: () => false,
  },
};

function truth(): z.ZodType<boolean> {
  const word = z
    .string()
    .trim()
    .toLowerCase()
    .pipe(z.enum(['true', 'false']))
    .transform((text) => text === 'true');
  return z.union([z.boolean(), word]);
}

/** `a=1,b=2`, percent-encoded as in the header `baggage`, or an object. */
function pairs(): z.ZodType<Readonly<Record<string, string>>> {
  const text = z.string().transform((list, context) => {
    const entries = list
      .split(',')
      .filter((entry) => entry.trim() !== '')
      .map(pairOf);
    if (entries.every((entry) => entry !== null)) return Object.fromEntries(entries);
    context.addIssue({ code: 'custom', message: 'no pairs' });
    return z.NEVER;
  });
  return z.union([z.record(z.string(), z.string()), text]);
}

function pairOf(entry: string): readonly [string, string] | null {
  const [, name, value] = /^\s*([^=\s]+)\s*=(.*)$/s.exec(entry) ?? [];
  if (name === undefined || value === undefined) return null;
  try {
    return [decodeURIComponent(name), decodeURIComponent(value.trim())];
  } catch {
    return null;
  }
}
