import type { ComparisonStore } from '../../domain/comparison-store.ts';

/** Copies a comparison that has ended; `false` where one of its id is there. */
export async function copyComparison(id: string, from: ComparisonStore, to: ComparisonStore): Promise<boolean> {
  if ((await to.find(id)) !== undefined) return false;
  const comparison = await from.find(id);
  if (comparison === undefined) return false;
  await to.create({ ...comparison, ended: null, endedAt: null }, await from.setup(id));
  for await (const batch of from.readStates(id, 0)) await to.appendStates(id, batch);
  const kept = await from.kept(id);
  if (kept !== null) await to.keep(id, kept);
  // The end comes last: what was broken off is seen by the comparison of both storages.
  await to.update(comparison);
  return true;
}
