import { setTimeout } from 'node:timers/promises';
import {
  type Attributes,
  type Context,
  createTraceState,
  diag,
  DiagLogLevel,
  isSpanContextValid,
  ROOT_CONTEXT,
  type Span,
  type SpanKind,
  trace,
} from '@opentelemetry/api';
import { SeverityNumber } from '@opentelemetry/api-logs';
import { OTLPLogExporter } from '@opentelemetry/exporter-logs-otlp-http';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { defaultResource, resourceFromAttributes } from '@opentelemetry/resources';
import { BatchLogRecordProcessor, LoggerProvider } from '@opentelemetry/sdk-logs';
import {
  AlwaysOffSampler,
  AlwaysOnSampler,
  BatchSpanProcessor,
  type IdGenerator,
  NodeTracerProvider,
  ParentBasedSampler,
  RandomIdGenerator,
  type Sampler,
  TraceIdRatioBasedSampler,
} from '@opentelemetry/sdk-trace-node';
import { ATTR_SERVICE_NAME, ATTR_SERVICE_VERSION } from '@opentelemetry/semantic-conventions';
import type { TraceConfig } from '../config/trace-settings.ts';
import { assayVersion } from '../config/version.ts';

/** Spans and events beyond it are dropped while a collector is slow or down. */
const MAX_WAITING = 32_768;
/** How long the last ones may take on shutdown. */
const FLUSH_MS = 3_000;
/** How often the log says that a collector takes nothing. */
const WARNING_MS = 60_000;
const SCOPE = 'assay';
const TRACEPARENT = /^[0-9a-f]{2}-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(?:-.*)?$/;

export interface NewSpan {
  readonly name: string;
  readonly kind: SpanKind;
  readonly parent: Context;
  readonly attributes?: Attributes;
  /** Milliseconds since 1970; now without it. */
  readonly startedAtMs?: number;
  /** 16 hex digits; a random one without it. */
  readonly spanId?: string;
}

/** The OpenTelemetry SDK, as Assay uses it: nothing of it is global but its warnings. */
export class OpenTelemetry {
  readonly capturesContent: boolean;
  readonly #ids = new ChosenIds();
  readonly #traces: NodeTracerProvider;
  readonly #logs: LoggerProvider;

  /** `warn` is told, at most once a minute, that something could not be sent. */
  constructor(endpoint: string, config: TraceConfig, warn: (message: string) => void) {
    this.capturesContent = config.otelCapturesContent;
    const headers = { ...config.otlpHeaders };
    const resource = defaultResource().merge(
      resourceFromAttributes({
        [ATTR_SERVICE_VERSION]: assayVersion,
        ...config.otelResourceAttributes,
        [ATTR_SERVICE_NAME]: config.otelServiceName,
      }),
    );
    diag.setLogger(new RareWarnings(warn), DiagLogLevel.WARN);
    const spans = new OTLPTraceExporter({ url: `${endpoint}/v1/traces`, headers });
    this.#traces = new NodeTracerProvider({
      resource,
      sampler: samplerOf(config),
      idGenerator: this.#ids,
      spanProcessors: [new BatchSpanProcessor(spans, { maxQueueSize: MAX_WAITING })],
    });
    const exporter = new OTLPLogExporter({ url: `${endpoint}/v1/logs`, headers });
    const events = new BatchLogRecordProcessor({ exporter, maxQueueSize: MAX_WAITING });
    this.#logs = new LoggerProvider({ resource, processors: [events] });
  }

  start({ name, kind, parent, attributes = {}, startedAtMs, spanId }: NewSpan): Span {
    this.#ids.next = spanId ?? null;
    const started = startedAtMs === undefined ? {} : { startTime: startedAtMs };
    return this.#traces.getTracer(SCOPE, assayVersion).startSpan(name, { kind, attributes, ...started }, parent);
  }

  /** Tells of something that happened, in a span or outside of any. */
  emit(eventName: string, attributes: Attributes, context: Context): void {
    const logger = this.#logs.getLogger(SCOPE, assayVersion);
    logger.emit({ eventName, severityNumber: SeverityNumber.INFO, attributes: { ...attributes }, context });
  }

  /** Sends what waits, as far as that goes within three seconds. */
  async shutdown(): Promise<void> {
    const flushed = Promise.allSettled([this.#traces.shutdown(), this.#logs.shutdown()]);
    await Promise.race([flushed, setTimeout(FLUSH_MS, undefined, { ref: false })]);
    diag.disable();
  }
}

/** What goes on in a span. */
export function contextOf(span: Span): Context {
  return trace.setSpan(ROOT_CONTEXT, span);
}

/** The caller's span out of a request's headers; nothing where they name none (W3C Trace Context). */
export function remoteContext(traceparent: string | undefined, tracestate: string | undefined): Context {
  const [, traceId, spanId, flags] = TRACEPARENT.exec(traceparent ?? '') ?? [];
  if (traceId === undefined || spanId === undefined || flags === undefined) return ROOT_CONTEXT;
  const spanContext = { traceId, spanId, traceFlags: Number.parseInt(flags, 16) & 1, isRemote: true };
  if (!isSpanContextValid(spanContext)) return ROOT_CONTEXT;
  const state = tracestate === undefined ? {} : { traceState: createTraceState(tracestate) };
  return trace.setSpanContext(ROOT_CONTEXT, { ...spanContext, ...state });
}

/** The header that names a span. */
export function traceparentOf(span: Span): string {
  const { traceId, spanId, traceFlags } = span.spanContext();
  return `00-${traceId}-${spanId}-${(traceFlags & 1).toString(16).padStart(2, '0')}`;
}

function samplerOf({ otelSampler, otelSamplerArg }: TraceConfig): Sampler {
  switch (otelSampler) {
    case 'always_on':
      return new AlwaysOnSampler();
    case 'always_off':
      return new AlwaysOffSampler();
    case 'traceidratio':
      return new TraceIdRatioBasedSampler(otelSamplerArg);
    case 'parentbased_always_on':
      return new ParentBasedSampler({ root: new AlwaysOnSampler() });
    case 'parentbased_always_off':
      return new ParentBasedSampler({ root: new AlwaysOffSampler() });
    case 'parentbased_traceidratio':
      return new ParentBasedSampler({ root: new TraceIdRatioBasedSampler(otelSamplerArg) });
  }
}

/** Random ids, and those that a job's process has given its calls. */
class ChosenIds implements IdGenerator {
  next: string | null = null;
  readonly #random = new RandomIdGenerator();

  generateTraceId(): string {
    return this.#random.generateTraceId();
  }

  generateSpanId(): string {
    const chosen = this.next;
    this.next = null;
    return chosen ?? this.#random.generateSpanId();
  }
}

class RareWarnings {
  readonly #warn: (message: string) => void;
  #quietUntilMs = 0;

  constructor(warn: (message: string) => void) {
    this.#warn = warn;
  }

  readonly error = (message: string): void => this.#tell(message);
  readonly warn = (message: string): void => this.#tell(message);
  readonly info = (): void => undefined;
  readonly debug = (): void => undefined;
  readonly verbose = (): void => undefined;

  #tell(message: string): void {
    const now = performance.now();
    if (now < this.#quietUntilMs) return;
    this.#quietUntilMs = now + WARNING_MS;
    this.#warn(`traces could not be sent: ${message.slice(0, 500)}`);
  }
}
