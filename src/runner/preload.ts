import { stripTypeScriptTypes } from 'node:module';

/**
 * Loads what nearly every job needs, so that a process that waits has it before its job comes: what projects import as
 * 'assay', the local models, and the part of Node that strips types.
 */
export async function preload(): Promise<void> {
  stripTypeScriptTypes('');
  await import('../index.ts');
  await import('../models/local/local-provider.ts');
}
