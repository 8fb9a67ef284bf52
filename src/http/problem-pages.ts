import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { PROBLEM_TYPE, type Problem } from './problem.ts';
import { HTML, reportForm, setReportHeaders } from './report-form.ts';

/** How a problem looks to people: the page, and what it may load. */
export interface ProblemPages {
  /** `root` is where the server has its own, as seen from the page. */
  readonly page: (problem: Problem, root: string) => string;
  readonly sources: readonly string[];
}

/** Shows the problems of routes that are pages as pages, to those who would have got one; programs get them as they are. */
export function showProblemPages(app: NestFastifyApplication, { page, sources }: ProblemPages): void {
  const fastify = app.getHttpAdapter().getInstance();
  fastify.addHook(
    'onSend',
    (request: FastifyRequest, reply: FastifyReply, payload: unknown, done: (error: null, payload: unknown) => void) => {
      if (!isForPeople(request) || typeof payload !== 'string' || !isProblem(reply)) {
        done(null, payload);
        return;
      }
      setReportHeaders(reply, 'html', sources);
      reply.removeHeader('content-length');
      done(null, page(JSON.parse(payload) as Problem, rootFrom(request.url)));
    },
  );
}

function isForPeople({ routeOptions, headers }: FastifyRequest): boolean {
  return (
    routeOptions.config.isPage === true &&
    headers.accept?.includes(HTML) === true &&
    reportForm(headers.accept, 'markdown') === 'html'
  );
}

function isProblem(reply: FastifyReply): boolean {
  return String(reply.getHeader('content-type')).startsWith(PROBLEM_TYPE);
}

/** `../../` from `/api/compare/report`. */
function rootFrom(url: string): string {
  const [path = ''] = url.split('?', 1);
  return '../'.repeat(path.split('/').length - 2);
}
