import type { IncomingMessage } from 'node:http';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import type { Config } from '../config/config.ts';
import { HostCheck } from './access/host-check.ts';
import { answerBrokenRequest, refuseExpectations } from './broken-requests.ts';
import { prefixHeaders } from './prefixed-headers.ts';
import { type Fault, sendProblem } from './problem.ts';
import { Proxies } from './proxies.ts';
import { REQUEST_ID_HEADER, requestId } from './request-id.ts';
import { SECURITY_HEADERS } from './security-headers.ts';
import { endWhenStalled, PATIENCE, type Patience, refuseSlowBody } from './slow-clients.ts';

const DRAINING: Fault = {
  status: 503,
  code: 'draining',
  detail: 'The server is shutting down; try again soon.',
  headers: { 'retry-after': '5', connection: 'close' },
  isMeant: true,
};

/** Fastify as Assay wants it: foreign pages refused, request ids, bounded bodies, problems even for what never reaches a route. */
export class AssayFastifyAdapter extends FastifyAdapter {
  #isDraining = false;

  constructor(config: Config, patience: Patience = PATIENCE) {
    const hosts = new HostCheck(config);
    const proxies = new Proxies(config);
    super({
      bodyLimit: config.bodyLimitBytes,
      genReqId: requestId,
      requestIdHeader: false,
      // A body that comes steadily may be as long as it likes.
      requestTimeout: 0,
      clientErrorHandler: answerBrokenRequest,
      ...(proxies.areTrusted ? { trustProxy: (address: string) => proxies.trust(address) } : {}),
      ...(proxies.usePrefixes ? { rewriteUrl: (request: IncomingMessage) => proxies.routedUrl(request) } : {}),
      // A slash at the end changes nothing, as in most servers.
      routerOptions: { maxParamLength: config.maxIdLength, ignoreTrailingSlash: true },
      // A missing Host is refused as a problem, like any other request that is not for us.
      http: {
        requireHostHeader: false,
        maxHeaderSize: config.maxHeaderBytes,
        headersTimeout: patience.headersMs,
        connectionsCheckingInterval: patience.headersMs / 4,
      },
      frameworkErrors: (error: FastifyError, request: FastifyRequest, reply: FastifyReply) => {
        reply.headers(SECURITY_HEADERS).header(REQUEST_ID_HEADER, request.id);
        sendProblem(request, reply, hosts.fault(request.raw) ?? frameworkFault(error, config.maxIdLength));
      },
    });
    this.setOnRequestHook((request: FastifyRequest, reply: FastifyReply, done: () => void) => {
      reply.headers(SECURITY_HEADERS).header(REQUEST_ID_HEADER, request.id);
      // Fastify's own takes whatever a proxy passes on for an address.
      if (proxies.areTrusted) Object.defineProperty(request, 'ip', { value: proxies.clientAddress(request.raw) });
      const fault =
        hosts.fault(request.raw) ??
        this.#drainingFault(request) ??
        encodingFault(request) ??
        queryFault(request, config.maxQueryLength);
      if (fault !== undefined) {
        sendProblem(request, reply, fault);
        return;
      }
      endWhenStalled(reply, patience);
      refuseSlowBody(request, reply, patience);
      done();
    });
    if (proxies.usePrefixes) prefixHeaders(this.getInstance());
    refuseExpectations(this.getInstance().server);
  }

  /** From here on nothing may be changed any more, while running work is brought to its end; reading goes on until the port is closed. */
  override beforeClose(): void {
    super.beforeClose();
    this.#isDraining = true;
  }

  #drainingFault({ method }: FastifyRequest): Fault | undefined {
    return this.#isDraining && !['GET', 'HEAD', 'OPTIONS'].includes(method) ? DRAINING : undefined;
  }
}

function frameworkFault({ code, statusCode = 400, message }: FastifyError, maxIdLength: number): Fault {
  if (code !== 'FST_ERR_MAX_PARAM_LENGTH') return { status: statusCode, detail: message };
  return {
    status: statusCode,
    code: 'id_too_long',
    detail: `A name or id in the path has more than ${maxIdLength} characters: look whether it is the right one, or start the server with a larger ASSAY_MAX_ID_LENGTH.`,
  };
}

function queryFault({ url }: FastifyRequest, limit: number): Fault | undefined {
  const start = url.indexOf('?') + 1;
  if (start === 0 || url.length - start <= limit) return undefined;
  return {
    status: 414,
    code: 'query_too_long',
    detail: `The query of the address has ${url.length - start} characters, and at most ${limit} are taken: send less, or start the server with a larger ASSAY_MAX_QUERY_LENGTH.`,
  };
}

/** A body that would have to be unpacked first, whatever its size may then be; of a request whose body is never read, nothing. */
function encodingFault({ method, headers }: FastifyRequest): Fault | undefined {
  const encoding = headers['content-encoding'];
  if (['GET', 'HEAD'].includes(method) || encoding === undefined || encoding === '' || encoding.toLowerCase() === 'identity')
    return undefined;
  return {
    status: 415,
    detail: `The body has the header "content-encoding: ${encoding.slice(0, 100)}": send it as it is, without an encoding.`,
    headers: { 'accept-encoding': 'identity' },
  };
}
