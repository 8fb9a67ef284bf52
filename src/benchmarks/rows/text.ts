import { z } from 'zod';

/** A string that says something. */
export const text = z.string().refine((value) => value.trim() !== '', 'is empty');
