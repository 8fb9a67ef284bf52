/** Whether two answers say the same, and by what or why not, in a few words. */
export interface Match {
  readonly equal: boolean;
  readonly why: string;
}
