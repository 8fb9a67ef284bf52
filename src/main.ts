#!/usr/bin/env node
import { enableCompileCache } from 'node:module';

// Before anything else is loaded, so that its compiled code is kept for the next start.
enableCompileCache();
const { assayProgram } = await import('./cli/program.ts');
await assayProgram().parseAsync();
