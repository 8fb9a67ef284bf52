import type { IncomingMessage } from 'node:http';
import { Inject, Injectable } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { FASTIFY_ROUTE_CONFIG_METADATA } from '@nestjs/platform-fastify/constants.js';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Config } from '../../config/config.ts';
import { CONFIG } from '../../config/config.module.ts';
import { type Fault, sendProblem } from '../problem.ts';
import { Proxies } from '../proxies.ts';
import { type Counted, countedCaller } from './caller.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The answer stays open, so that a caller may have only so many. */
    isStream?: boolean;
  }
}

/** What stays open: a stream of events or a WebSocket. */
interface OpenKind {
  readonly name: string;
  readonly setting: string;
  readonly limit: number;
  readonly open: Map<string, number>;
}

/** Counts what each caller has open. */
@Injectable()
export class OpenConnections {
  readonly #streams: OpenKind;
  readonly #sockets: OpenKind;
  readonly #proxies: Proxies;

  constructor(@Inject(CONFIG) config: Config) {
    const { maxStreams, maxSockets } = config;
    this.#proxies = new Proxies(config);
    this.#streams = { name: 'streams of events', setting: 'ASSAY_MAX_STREAMS', limit: maxStreams, open: new Map() };
    this.#sockets = { name: 'WebSockets', setting: 'ASSAY_MAX_SOCKETS', limit: maxSockets, open: new Map() };
  }

  /** Why a caller may open no further stream; `undefined` where it may. Then it counts until `closed` is called. */
  openStream(caller: Counted | null, onceClosed: (closed: () => void) => unknown): Fault | undefined {
    const fault = faultOf(this.#streams, caller);
    if (fault === undefined) countOpen(this.#streams, caller, onceClosed);
    return fault;
  }

  /** Why a request may open no further WebSocket; `undefined` where it may. */
  socketFault(request: IncomingMessage): Fault | undefined {
    return faultOf(this.#sockets, this.#caller(request));
  }

  /** Counts a WebSocket until `closed` is called. */
  openSocket(request: IncomingMessage, onceClosed: (closed: () => void) => unknown): void {
    countOpen(this.#sockets, this.#caller(request), onceClosed);
  }

  #caller(request: IncomingMessage): Counted | null {
    return countedCaller(request, this.#proxies.clientAddress(request));
  }
}

/** Says of a route that its answer stays open. Unlike Nest's `RouteConfig` it keeps what other decorators declare. */
export function StaysOpen(): MethodDecorator {
  return (_target, _name, descriptor) => {
    const handler = descriptor.value as object;
    const declared = Reflect.getMetadata(FASTIFY_ROUTE_CONFIG_METADATA, handler) as object | undefined;
    Reflect.defineMetadata(FASTIFY_ROUTE_CONFIG_METADATA, { ...declared, isStream: true }, handler);
  };
}

/** Refuses streams of a caller that has too many open. Added after the hook that looks at keys. */
export function limitStreams(app: NestFastifyApplication): void {
  const connections = app.get(OpenConnections);
  app
    .getHttpAdapter()
    .getInstance()
    .addHook('onRequest', (request: FastifyRequest, reply: FastifyReply, done: () => void) => {
      const isStream = !request.is404 && request.routeOptions.config.isStream === true;
      const caller = isStream ? countedCaller(request.raw, request.ip) : null;
      const fault = connections.openStream(caller, (closed) => reply.raw.once('close', closed));
      if (fault === undefined) done();
      else sendProblem(request, reply, fault);
    });
}

function faultOf({ name, setting, limit, open }: OpenKind, caller: Counted | null): Fault | undefined {
  if (caller === null || (open.get(caller.id) ?? 0) < limit) return undefined;
  return {
    status: 429,
    code: 'too_many_open',
    detail: `This ${caller.noun} has ${limit} ${name} open: close one, or start the server with a larger ${setting}.`,
    headers: { 'retry-after': '5' },
  };
}

function countOpen({ open }: OpenKind, caller: Counted | null, onceClosed: (closed: () => void) => unknown): void {
  if (caller === null) return;
  const { id } = caller;
  open.set(id, (open.get(id) ?? 0) + 1);
  onceClosed(() => {
    const left = (open.get(id) ?? 1) - 1;
    if (left > 0) open.set(id, left);
    else open.delete(id);
  });
}
