import { visibleText } from '../../evaluation/visible-text.ts';
import { jsonText } from '../../evaluation/json-text.ts';
import type { SavedPromptDto, SavePromptDto } from '../../jobs/save-prompt.dto.ts';
import { ApiClient } from '../api-client.ts';
import { localConfigOrExit } from '../config-or-exit.ts';
import { failWith } from '../exit-code.ts';
import { processTerminal, type Terminal, writeLine, writeSentence } from '../terminal.ts';

export interface SaveOptions {
  readonly name: string;
  readonly step?: number;
  readonly overwrite?: true;
  readonly format: 'text' | 'json';
  readonly server?: string;
  readonly projectsRoot?: string;
}

/** Runs `assay prompt save`, and sets the exit code of the process. */
export async function savePrompt(job: string, options: SaveOptions): Promise<void> {
  const terminal = processTerminal();
  try {
    const saved = await saveWhere(job, options, terminal);
    if (saved.warning !== null) writeSentence(terminal, `Warning: ${saved.warning}`);
    terminal.out.write(options.format === 'json' ? `${jsonText(saved, 2)}\n` : `${outcome(saved)}\n`);
  } catch (error) {
    failWith(error, terminal);
  }
}

async function saveWhere(job: string, options: SaveOptions, terminal: Terminal): Promise<SavedPromptDto> {
  const { name, step, overwrite, server, projectsRoot } = options;
  const request: SavePromptDto = { name, ...(step === undefined ? {} : { step_index: step }), overwrite: overwrite === true };
  if (server !== undefined) {
    const client = new ApiClient(server);
    return client.savePrompt(await client.jobId(job), request);
  }
  const config = localConfigOrExit({ projectsRoot });
  const { saveLocally } = await import('./save-locally.ts');
  return saveLocally(config, job, request, (text) => writeLine(terminal, text));
}

function outcome({ project, prompt, file, step_index: step, outcome: what }: SavedPromptDto): string {
  const place = `${visibleText(project)}/${visibleText(file)}`;
  switch (what) {
    case 'created':
      return `Saved the template of step ${step} as the prompt ${prompt}: ${place}`;
    case 'replaced':
      return `Replaced the prompt ${prompt} with the template of step ${step}: ${place}`;
    case 'unchanged':
      return `The prompt ${prompt} is the template of step ${step} already: ${place}`;
  }
}
