import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { z } from 'zod';

/** An interpreter that a process with few rights can start. */
export interface Interpreter {
  /** Absolute. */
  readonly path: string;
  /** The files and folders that it is made of; absolute. */
  readonly reads: readonly string[];
}

const LIMIT_MS = 20_000;

/** Of a system's own Python the libraries are enough: the rest of its folders belongs to others. */
const PLACES = `
import json, os, sys
shared = ("/", "/usr", "/usr/local")
folders = [folder for folder in (sys.prefix, sys.base_prefix) if folder not in shared]
reads = [sys.executable, os.path.realpath(sys.executable)] + folders + [path for path in sys.path if path]
print(json.dumps({"path": sys.executable, "reads": sorted({path for path in reads if os.path.exists(path)})}))
`;

const placesSchema = z.object({ path: z.string().min(1), reads: z.array(z.string()) });

/** Asks an interpreter what it consists of. Throws why it can't be started. */
export async function findInterpreter(command: string): Promise<Interpreter> {
  const { stdout } = await promisify(execFile)(command, ['-I', '-c', PLACES], { timeout: LIMIT_MS });
  return placesSchema.parse(JSON.parse(stdout));
}
