import { AsyncLocalStorage } from 'node:async_hooks';
import { type Context, ROOT_CONTEXT, type Span, SpanKind, SpanStatusCode } from '@opentelemetry/api';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { contextOf, type OpenTelemetry, remoteContext } from './open-telemetry.ts';

/** Makes a span of each request, beneath its caller's, and keeps it for what the request begins. */
export class RequestSpans {
  readonly #telemetry: OpenTelemetry;
  readonly #current = new AsyncLocalStorage<Context>();
  readonly #spans = new WeakMap<FastifyRequest, Span>();

  constructor(telemetry: OpenTelemetry) {
    this.#telemetry = telemetry;
  }

  /** The request under way. */
  readonly context = (): Context => this.#current.getStore() ?? ROOT_CONTEXT;

  watch(fastify: Pick<FastifyInstance, 'addHook'>): void {
    fastify.addHook('onRequest', (request, _reply, done) => {
      const span = this.#begin(request);
      this.#spans.set(request, span);
      this.#current.run(contextOf(span), done);
    });
    fastify.addHook('onResponse', (request, { statusCode }, done) => {
      const span = this.#spans.get(request);
      span?.setAttribute('http.response.status_code', statusCode);
      if (statusCode >= 500) span?.setStatus({ code: SpanStatusCode.ERROR }).setAttribute('error.type', String(statusCode));
      span?.end();
      done();
    });
  }

  #begin({ method, headers, routeOptions, is404 }: FastifyRequest): Span {
    const route = is404 ? undefined : routeOptions.url;
    const { traceparent, tracestate } = headers;
    return this.#telemetry.start({
      name: route === undefined ? method : `${method} ${route}`,
      kind: SpanKind.SERVER,
      parent: remoteContext(traceparent?.toString(), tracestate?.toString()),
      attributes: { 'http.request.method': method, ...(route === undefined ? {} : { 'http.route': route }) },
    });
  }
}
