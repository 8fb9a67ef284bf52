import { once } from 'node:events';
import { jsonText } from '../../evaluation/json-text.ts';
import type { LiveStateDto } from '../../live/live-state.dto.ts';
import { wrapped } from '../fitted-text.ts';
import { Interruption } from '../interruption.ts';
import { LiveLine } from '../live-line.ts';
import { type Terminal, writeLine } from '../terminal.ts';
import { ComparisonWatch, foundText } from './comparison-watch.ts';
import type { OutputOptions } from './job-flags.ts';
import type { JobHost } from './job-host.ts';

/** Shows a comparison until it ends, and returns the exit code. Ctrl-C ends the watching; the comparison goes on. */
export async function watchComparison(
  comparisonId: string,
  { format, quiet }: Pick<OutputOptions, 'format' | 'quiet'>,
  host: JobHost,
  terminal: Terminal,
): Promise<number> {
  const onState = async (state: LiveStateDto): Promise<void> => {
    const line = { type: 'comparison', comparison_id: comparisonId, state };
    if (format === 'ndjson' && !terminal.out.write(`${jsonText(line)}\n`)) await once(terminal.out, 'drain');
  };
  const onLost = (isLost: boolean): void => {
    if (!quiet)
      writeLine(terminal, isLost ? 'The server does not answer; trying again for a minute.' : 'The server answers again.');
  };
  const { ended } = await host.comparison(comparisonId);
  const watch = new ComparisonWatch(host, comparisonId, { onState, onLost });
  const interruption = new Interruption({ first: () => watch.leave(), second: async () => watch.leave() });
  const live = { title: () => 'comparison', share: () => watch.share, parts: () => watch.parts() };
  const line = quiet === true || ended !== null ? null : new LiveLine(live, terminal);
  try {
    await watch.ended();
  } finally {
    line?.stop();
    interruption.release();
  }
  const comparison = await host.comparison(comparisonId);
  const [candidate, baseline] = comparison.run_ids;
  if (format === 'json') terminal.out.write(`${jsonText(comparison, 2)}\n`);
  if (format === 'text') {
    terminal.out.write(
      `${wrapped(foundText(comparison), terminal.columns)}\n\nCandidate  ${candidate}\nBaseline   ${baseline}\n`,
    );
  }
  return interruption.code ?? 0;
}
