/** How a command ends, for scripts. */
export const EXIT = {
  done: 0,
  /** The job failed, or did not run to its end, or a server could not be used. */
  failed: 1,
  /** Wrong flags, or names that can't be used. */
  unusable: 2,
  /** Done, but below `--fail-under`. */
  belowThreshold: 3,
  interrupted: 130,
  terminated: 143,
} as const;

/** What every command's help says about it. */
export const EXIT_CODES_HELP = `
Exit codes: 0 done, 1 the job failed or the server could not be used, 2 wrong options or names that can't be used,
3 below --fail-under, 130 interrupted by Ctrl-C.`;
