import { readFile } from 'node:fs/promises';
import type { Program } from '../evaluation/program.ts';

const LONGEST_MODULE = 8_000;

/**
 * The source code that tells what a program does: its whole module where that is short, since its schemas and labels stand
 * there too, else the function alone.
 */
export async function programSource(program: Program, modulePath: string): Promise<string> {
  const source = await readFile(modulePath, 'utf8');
  return source.length <= LONGEST_MODULE ? source : program.toString();
}
