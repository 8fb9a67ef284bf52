import { DraftFile } from './draft-file.ts';

/** Replaces a small file as a whole: whoever reads it sees the old text or the new one, after a crash too. */
export async function writeWhole(path: string, text: string): Promise<void> {
  const draft = await DraftFile.beside(path);
  try {
    await draft.append(text, 1);
    await draft.complete();
    await draft.place();
  } finally {
    await draft.discard();
  }
}
