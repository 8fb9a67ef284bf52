import { htmlPage } from './html-page.ts';
import { heading, paragraph } from './report-block.ts';
import { jobReportAddress, listAddress } from './report-links.ts';

/** Why a report can't be shown, as a problem has it. */
export interface ShownProblem {
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly request_id: string;
  /** What may have been meant. */
  readonly candidates?: readonly { readonly id: string; readonly name: string }[];
}

/** A small page that says why a report can't be shown, and leads back; `root` is where the server has its own, as seen from the page. */
export function problemPage(problem: ShownProblem, root: string): string {
  const { title, status, detail, candidates = [], request_id: requestId } = problem;
  return htmlPage([
    { kind: 'links', links: [{ link: 'All runs', href: listAddress(root) }] },
    heading(1, status === 404 ? 'There is no such report' : title),
    { kind: 'paragraph', spans: [sentence(detail)], look: 'lead' },
    ...(status === 404 ? [paragraph('It may have been deleted, or a part of the address may be missing.')] : []),
    ...candidates.map(({ id, name }) => paragraph({ link: name, href: jobReportAddress(root, id) }, { note: id })),
    { kind: 'footnote', text: `Status ${status}, request ${requestId}.` },
  ]);
}

function sentence(text: string): string {
  const capital = `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`;
  return /[.!?]$/.test(capital) ? capital : `${capital}.`;
}
