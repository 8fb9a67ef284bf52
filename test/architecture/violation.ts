import type { SourceFile } from './source-file.ts';

/** A place in the code that breaks a rule of the house. */
export interface Violation {
  /** Relative to the repository. */
  readonly file: string;
  readonly line: number;
  readonly rule: string;
  /** What is wrong and what is allowed. */
  readonly message: string;
}

export function violation(source: SourceFile, line: number, rule: string, message: string): Violation {
  return { file: `src/${source.path}`, line, rule, message };
}

/** `src/jobs/jobs.service.ts:7 sideways: …` */
export function formatViolation({ file, line, rule, message }: Violation): string {
  return `${file}:${line} ${rule}: ${message}`;
}
