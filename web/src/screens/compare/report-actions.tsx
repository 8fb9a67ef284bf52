import { useMutation } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { api } from '../../api/client.ts';
import { SERVER_URL } from '../../lib/base-path.ts';
import { ProblemBox } from '../../parts/problem-box.tsx';
import type { CompareRequest } from './compare-address.ts';

/** The comparison to take along: as Markdown for a pull request, and as one file for those who have no Assay. */
export function ReportActions({ request }: { readonly request: CompareRequest }): ReactNode {
  const [shown, setShown] = useState('');
  const copy = useMutation({
    mutationFn: async () => {
      const text = await reportOf(request, 'text/markdown');
      if (await isCopied(text)) return 'Copied';
      setShown(text);
      return '';
    },
  });
  const save = useMutation({
    mutationFn: async () => {
      download(await reportOf(request, 'text/html'));
    },
  });
  return (
    <div className="report-actions">
      <div className="actions">
        <a className="button" href={reportAddress(request)} target="_blank" rel="noreferrer">
          Open the report
        </a>
        <button
          type="button"
          disabled={copy.isPending}
          onClick={() => {
            copy.mutate();
          }}
        >
          Copy as Markdown
        </button>
        <button
          type="button"
          disabled={save.isPending}
          onClick={() => {
            save.mutate();
          }}
        >
          Download as HTML
        </button>
        <span role="status" className="said">
          {copy.data}
        </span>
      </div>
      {[copy.error, save.error].map((error) => error && <ProblemBox key={error.message} error={error} />)}
      {shown !== '' && (
        <label className="field">
          The clipboard is closed to this page. Copy it from here:
          <textarea readOnly rows={12} value={shown} ref={(element) => element?.select()} />
        </label>
      )}
    </div>
  );
}

/** Where the same report is a page, as `GET /api/compare/report` takes a request. */
function reportAddress(request: CompareRequest): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(request)) {
    if (Array.isArray(value) && name !== 'tasks')
      for (const one of value as readonly (string | number)[]) query.append(name, String(one));
    else query.set(name, typeof value === 'object' ? JSON.stringify(value) : String(value));
  }
  return `${SERVER_URL}/api/compare/report?${query.toString()}`;
}

async function reportOf(request: CompareRequest, accept: 'text/markdown' | 'text/html'): Promise<string> {
  const { data } = await api.POST('/api/compare/report', { body: request, headers: { accept }, parseAs: 'text' });
  return data ?? '';
}

/** A page that came over plain HTTP from another machine has no clipboard. */
async function isCopied(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}

function download(html: string): void {
  const address = URL.createObjectURL(new Blob([html], { type: 'text/html' }));
  const link = document.createElement('a');
  link.href = address;
  link.download = 'comparison.html';
  link.click();
  URL.revokeObjectURL(address);
}
