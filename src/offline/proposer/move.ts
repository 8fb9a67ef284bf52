import type { SearchView } from './search-view.ts';

/** A well-known way to make a prompt better. */
export interface Move {
  /** Lower-case words; what plans and histories call it. */
  readonly name: string;
  /** Why it should help, as a sentence. */
  readonly hypothesis: string;
  /** What it does to the template, as a sentence. */
  readonly change: string;
  /** The edited template; `null` where there is nothing for it to do. */
  readonly apply: (template: string, view: SearchView) => string | null;
  /** Whether what is seen asks for it before all others. */
  readonly isUrgent?: (view: SearchView) => boolean;
  /** Whether its name means something else under another best template. */
  readonly isOfThisTemplate?: boolean;
}
