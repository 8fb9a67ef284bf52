import type { IncomingMessage } from 'node:http';
import { Inject, Injectable } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import type { Config } from '../../config/config.ts';
import { CONFIG } from '../../config/config.module.ts';
import { type Fault, sendProblem } from '../problem.ts';
import { addressGroup, type Counted, countedCaller } from './caller.ts';

const MINUTE_SECONDS = 60;

/** What watches over the server asks these without end. */
const EXEMPT: ReadonlySet<string> = new Set(['/api/health', '/api/ready']);

/** Where a key is typed in. */
const SIGN_IN = '/sign-in';
/** Where a browser shows the code of a provider. */
const CALLBACK = '/sign-in/callback';

/** Counts requests and wrong keys, in windows of a minute. */
@Injectable()
export class RequestRates {
  readonly #requests: RateLimiterMemory | null;
  readonly #wrongKeys: RateLimiterMemory | null;
  /** Addresses that have shown too many wrong keys, with the time at which each may go on. */
  readonly #shutOut = new Map<string, number>();

  constructor(@Inject(CONFIG) { maxRequestsPerMinute, maxWrongKeysPerMinute }: Config) {
    this.#requests = limiter(maxRequestsPerMinute);
    this.#wrongKeys = limiter(maxWrongKeysPerMinute);
  }

  /** Counts a request of the caller, writes how much is left into the headers, and says why it is refused where nothing is. */
  async count({ id, noun }: Counted, reply: FastifyReply): Promise<Fault | undefined> {
    if (this.#requests === null) return undefined;
    const { points } = this.#requests;
    const rate = await this.#requests.consume(id).catch(exceeded);
    const seconds = secondsOf(rate);
    reply.headers({
      'ratelimit-policy': `"${noun}";q=${points};w=${MINUTE_SECONDS}`,
      ratelimit: `"${noun}";r=${rate.remainingPoints};t=${seconds}`,
    });
    return rate.consumedPoints > points ? tooManyRequests(noun, points, seconds) : undefined;
  }

  /** Counts a wrong key that this address has shown. */
  async countWrongKey(address: string): Promise<void> {
    if (this.#wrongKeys === null) return;
    const group = addressGroup(address);
    const { consumedPoints, msBeforeNext } = await this.#wrongKeys.penalty(group);
    if (consumedPoints < this.#wrongKeys.points) return;
    this.#shutOut.set(group, Date.now() + msBeforeNext);
    setTimeout(() => this.#shutOut.delete(group), msBeforeNext).unref();
  }

  /** Why the key that a request shows is not even looked at; `undefined` where it is, or shows none. */
  keyFault(request: IncomingMessage, address: string | undefined): Fault | undefined {
    if (this.#shutOut.size === 0 || address === undefined || !showsKey(request)) return undefined;
    const until = this.#shutOut.get(addressGroup(address));
    return until === undefined ? undefined : tooManyWrongKeys(this.#wrongKeys?.points ?? 0, until - Date.now());
  }
}

/**
 * Refuses the keys of an address that has shown too many wrong ones, right ones too: otherwise whoever tries keys would still learn
 * which is right. Added before the hook that looks at keys.
 */
export function limitWrongKeys(app: NestFastifyApplication): void {
  const rates = app.get(RequestRates);
  const fastify = app.getHttpAdapter().getInstance();
  fastify.addHook('onRequest', (request: FastifyRequest, reply: FastifyReply, done: () => void) => {
    const fault = rates.keyFault(request.raw, request.ip);
    if (fault === undefined) done();
    else sendProblem(request, reply, fault);
  });
  fastify.addHook('onSend', (request: FastifyRequest, reply: FastifyReply, _payload: unknown, done: () => void) => {
    if (reply.statusCode === 401 && showsKey(request.raw)) void rates.countWrongKey(request.ip);
    done();
  });
}

/** Refuses requests of a caller that has made too many. Added after the hook that looks at keys. */
export function limitRequests(app: NestFastifyApplication): void {
  const rates = app.get(RequestRates);
  app
    .getHttpAdapter()
    .getInstance()
    .addHook('onRequest', (request: FastifyRequest, reply: FastifyReply, done: (error?: Error) => void) => {
      const counted = EXEMPT.has(pathOf(request.raw)) ? null : countedCaller(request.raw, request.ip);
      if (counted === null) {
        done();
        return;
      }
      rates.count(counted, reply).then((fault) => {
        if (fault === undefined) done();
        else sendProblem(request, reply, fault);
      }, done);
    });
}

/** Whether a request shows a key, a ticket, a provider's code or a password of sorts, right or wrong. A session's cookie is none: nobody guesses it. */
export function showsKey({ headers, method, url = '' }: IncomingMessage): boolean {
  if (headers.authorization !== undefined || headers['x-api-key'] !== undefined) return true;
  const path = url.split('?', 1)[0];
  return /[?&]ticket=/.test(url) || path === CALLBACK || (method === 'POST' && path === SIGN_IN);
}

function limiter(points: number): RateLimiterMemory | null {
  return points === 0 ? null : new RateLimiterMemory({ points, duration: MINUTE_SECONDS });
}

/** A limit that is exceeded is thrown, but as no error. */
function exceeded(thrown: unknown): RateLimiterRes {
  if (thrown instanceof RateLimiterRes) return thrown;
  throw thrown;
}

function secondsOf({ msBeforeNext }: RateLimiterRes): number {
  return Math.max(1, Math.ceil(msBeforeNext / 1_000));
}

function pathOf({ url = '/' }: IncomingMessage): string {
  return url.split('?', 1)[0] ?? '/';
}

function tooManyRequests(noun: Counted['noun'], limit: number, seconds: number): Fault {
  return {
    status: 429,
    code: 'too_many_requests',
    detail: `More than ${limit} requests of this ${noun} came within a minute: go on in ${seconds} s, or start the server with a larger ASSAY_MAX_REQUESTS_PER_MINUTE.`,
    headers: { 'retry-after': String(seconds) },
  };
}

function tooManyWrongKeys(limit: number, leftMs: number): Fault {
  const seconds = Math.max(1, Math.ceil(leftMs / 1_000));
  return {
    status: 429,
    code: 'too_many_wrong_keys',
    detail: `This address has shown ${limit} wrong keys within a minute, so that none of its keys is looked at for ${seconds} s (ASSAY_MAX_WRONG_KEYS_PER_MINUTE).`,
    headers: { 'retry-after': String(seconds) },
  };
}
