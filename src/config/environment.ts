/** Environment variables by name. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** The process's own. Nothing else reads it. */
export const environment: Environment = process.env;
