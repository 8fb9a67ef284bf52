import { once } from 'node:events';
import type { JobEvent } from '../../domain/job-event.ts';
import type { StepOutcome } from '../../evaluation/summary.ts';
import type { JobDocument } from '../api-client.ts';
import { resultTable } from '../result-table.ts';
import { stepName } from '../step-lines.ts';
import { stepTable, stepTotals } from '../step-table.ts';
import type { Format } from './job-flags.ts';
import type { Terminal } from '../terminal.ts';

/** Writes what a job prints to standard output. */
export interface JobOutput {
  event(event: JobEvent): void | Promise<void>;
  end(job: JobDocument, locations: readonly string[]): void;
}

/** `name` is the heading of the column of results. */
export function jobOutput(format: Format, terminal: Terminal, name: string): JobOutput {
  if (format === 'json') return jsonOutput(terminal);
  return format === 'ndjson' ? ndjsonOutput(terminal) : textOutput(terminal, name);
}

/** One document, `{ manifest, summary }`. */
function jsonOutput({ out }: Terminal): JobOutput {
  return {
    event: () => undefined,
    end({ manifest, summary }) {
      out.write(`${JSON.stringify({ manifest, summary }, null, 2)}\n`);
    },
  };
}

/** The envelopes, a line each, as they come. */
function ndjsonOutput({ out }: Terminal): JobOutput {
  return {
    async event(event) {
      if (!out.write(`${JSON.stringify(event)}\n`)) await once(out, 'drain').catch(() => undefined);
    },
    end: () => undefined,
  };
}

/** Tables for people. */
function textOutput({ out, inColour }: Terminal, name: string): JobOutput {
  return {
    event: () => undefined,
    end({ manifest, summary }, locations) {
      if (summary?.steps) out.write(`${stepTable(summary, inColour)}\n${stepTotals(summary)}\n`);
      else if (summary) out.write(`${resultTable([{ name, summary }], inColour)}\n`);
      if (summary?.best_step) out.write(bestTemplate(summary.best_step));
      out.write(`\nJob      ${manifest.job_id}\nArchive  ${locations.join('\n         ')}\n`);
    },
  };
}

function bestTemplate({ step_index: index, prompt_template: template }: StepOutcome): string {
  return `\nThe best template (${stepName(index)}):\n\n${template.trimEnd()}\n`;
}
