import { stripTypeScriptTypes } from 'node:module';

/**
 * Loads what nearly every job needs, so that a process that waits has it before its job comes: what stands behind 'assay'
 * for projects, the local models, and the part of Node that strips types.
 */
export async function preload(): Promise<void> {
  stripTypeScriptTypes('');
  await import('zod');
  await import('../evaluation/metric.ts');
  await import('../evaluation/program.ts');
  await import('../answers/answer-given.ts');
  await import('../answers/choice-match.ts');
  await import('../answers/math-match.ts');
  await import('../answers/numeric-match.ts');
  await import('../offline/local-models.ts');
}
