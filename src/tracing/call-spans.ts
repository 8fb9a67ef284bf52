import { type Context, SpanKind, SpanStatusCode } from '@opentelemetry/api';
import type {
  AttemptPayload,
  CallPayload,
  CallTelemetryPayload,
  RequestPayload,
  ResponsePayload,
  TelemetryPayload,
} from '../evaluation/event.ts';
import { answerAttributes, type CalledModel, contentAttributes, requestAttributes } from './gen-ai.ts';
import { contextOf, type OpenTelemetry } from './open-telemetry.ts';

type Telemetry = TelemetryPayload | CallTelemetryPayload;
type Call = ResponsePayload | AttemptPayload;

/** A call whose times are known. */
interface TimedCall {
  readonly call: Call;
  /** Known of programs. */
  readonly request: RequestPayload | undefined;
  readonly startedAtMs: number;
  readonly finishedAtMs: number;
}

/** Where the spans of calls belong. */
export interface CallPlace {
  readonly parent: Context;
  /** Of a span around them; without it they are the parent's own. */
  readonly name?: string;
}

/** Makes the spans of calls of models out of the telemetry of events. */
export class CallSpans {
  readonly #telemetry: OpenTelemetry;

  constructor(telemetry: OpenTelemetry) {
    this.#telemetry = telemetry;
  }

  /**
   * The spans of all calls that a piece of work took. `spec` is its model, `provider:model-id`, where the telemetry has no provider. Returns the
   * call that gave the answer; `null` where there is none with a time.
   */
  add(telemetry: Telemetry, spec: string | undefined, { parent, name }: CallPlace): Context | null {
    const calls = completionsIn(telemetry).flatMap(timedCalls);
    if (calls.length === 0) return null;
    if (name === undefined) return this.#addAll(calls, telemetry, spec, parent);
    const startedAtMs = Math.min(...calls.map((call) => call.startedAtMs));
    const span = this.#telemetry.start({ name, kind: SpanKind.INTERNAL, parent, startedAtMs });
    const answered = this.#addAll(calls, telemetry, spec, contextOf(span));
    span.end(Math.max(...calls.map((call) => call.finishedAtMs)));
    return answered;
  }

  #addAll(calls: readonly TimedCall[], telemetry: Telemetry, spec: string | undefined, parent: Context): Context | null {
    const contexts = calls.map((call) => this.#addCall(call, telemetry, spec, parent));
    return contexts.at(-1) ?? null;
  }

  #addCall(
    { call, request, startedAtMs, finishedAtMs }: TimedCall,
    telemetry: Telemetry,
    spec: string | undefined,
    parent: Context,
  ): Context {
    const model = calledModel(telemetry, spec);
    const span = this.#telemetry.start({
      name: `chat ${model.modelId}`,
      kind: SpanKind.CLIENT,
      parent,
      startedAtMs,
      attributes: {
        ...requestAttributes(model, request),
        ...answerAttributes(call),
        ...(this.#telemetry.capturesContent ? contentAttributes(call, request) : {}),
      },
      ...(call.span_id !== undefined && /^[0-9a-f]{16}$/.test(call.span_id) ? { spanId: call.span_id } : {}),
    });
    if ('error' in call && call.error !== null) {
      const message = this.#telemetry.capturesContent ? { message: call.error } : {};
      span.setStatus({ code: SpanStatusCode.ERROR, ...message }).setAttribute('error.type', '_OTHER');
    }
    span.end(finishedAtMs);
    return contextOf(span);
  }
}

type Completion = TelemetryPayload | CallPayload | CallTelemetryPayload;

function completionsIn(telemetry: Telemetry): readonly Completion[] {
  return 'calls' in telemetry ? telemetry.calls : [telemetry];
}

function timedCalls(completion: Completion): readonly TimedCall[] {
  const { other_attempts: others = [], response }: Partial<CallPayload> = completion;
  const request = 'request' in completion ? completion.request : undefined;
  const calls = response === undefined ? others : [...others, response];
  return calls.flatMap((call) => timed(call, request));
}

function timed(call: Call, request: RequestPayload | undefined): readonly TimedCall[] {
  const startedAtMs = Date.parse(call.started_at ?? '');
  if (Number.isNaN(startedAtMs)) return [];
  return [{ call, request, startedAtMs, finishedAtMs: startedAtMs + Math.max(0, call.latency) * 1_000 }];
}

function calledModel(telemetry: Telemetry, spec: string | undefined): CalledModel {
  const isNamed = 'model_id' in telemetry;
  const modelId = isNamed ? telemetry.model_id : (telemetry.request?.model_id ?? 'unknown');
  const named = isNamed ? telemetry.provider : undefined;
  return { provider: named ?? spec?.split(':')[0] ?? 'unknown', modelId };
}
