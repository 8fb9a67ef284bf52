import { numericClose } from 'assay';

/** Ready-made, and in TypeScript: a project may have both. */
export const within_a_cent = numericClose({ text: ({ total }: { total: number }) => String(total), absolute: 0.01 });
