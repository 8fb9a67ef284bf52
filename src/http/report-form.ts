import type { FastifyReply } from 'fastify';
import { preferredType } from './preferred-type.ts';
import { pagePolicy } from './security-headers.ts';

export const MARKDOWN = 'text/markdown';
export const HTML = 'text/html';

export const REPORT_FORMS = ['markdown', 'html'] as const;

export type ReportForm = (typeof REPORT_FORMS)[number];

/** The form in which a client wants a report, by its `Accept` header; `usual` where the header names neither. */
export function reportForm(accept: string | undefined, usual: ReportForm): ReportForm {
  switch (preferredType(accept, [MARKDOWN, HTML])) {
    case MARKDOWN:
      return 'markdown';
    case HTML:
      return 'html';
    case undefined:
      return usual;
  }
}

/** Writes the headers of a report in this form; its page loads only from `sources`. */
export function setReportHeaders(reply: FastifyReply, form: ReportForm, sources: readonly string[]): void {
  void reply.header('content-type', `${form === 'html' ? HTML : MARKDOWN}; charset=utf-8`).header('vary', 'accept');
  if (form === 'html') void reply.header('content-security-policy', pagePolicy(...sources));
}
