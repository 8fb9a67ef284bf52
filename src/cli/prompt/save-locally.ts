import { builtInProjects } from '../../benchmarks/built-in-projects.ts';
import type { Config } from '../../config/config.ts';
import { PromptsService } from '../../jobs/prompts.service.ts';
import { type SavedPromptDto, type SavePromptDto, wireSavedPrompt } from '../../jobs/save-prompt.dto.ts';
import { PromptWriter } from '../../runner/projects/prompt-writer.ts';
import { Storage } from '../../storage/open-storage.ts';

/** Saves a template of the job that a name means into a projects root of this machine. `onText` gets a sentence for everything that is damaged. */
export async function saveLocally(
  config: Config,
  job: string,
  { name, step_index: stepIndex, overwrite: overwrites = false }: SavePromptDto,
  onText: (text: string) => void,
): Promise<SavedPromptDto> {
  const { projectsRoot, storageDir, benchmarksDir, sandbox } = config;
  const storage = await Storage.open({ projectsRoot, storageDir, hasThreads: false, onFault: onText });
  try {
    const roots = { projectsRoot, builtIns: builtInProjects(benchmarksDir) };
    const writer = new PromptWriter(roots, { isConfined: sandbox !== 'off' });
    const service = new PromptsService(storage.jobs, storage.runs, writer);
    const jobId = await storage.names.jobId(job);
    return wireSavedPrompt(await service.save(jobId, { name, stepIndex, overwrites }));
  } finally {
    await storage.close();
  }
}
