#!/usr/bin/env node
import { enableCompileCache } from 'node:module';

// First of all, so that everything after it is compiled once and not at every start.
enableCompileCache();
const { assayProgram } = await import('./cli/program.ts');
await assayProgram().parseAsync();
