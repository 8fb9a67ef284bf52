#!/usr/bin/env node
// Old Nodes load this file too: it takes nothing by name from a module that they have without it.
import nodeModule from 'node:module';
import { runsOnNode } from './cli/own-node/required-node.ts';

if (runsOnNode(process.versions.node)) {
  // Before anything else is loaded, so that its compiled code is kept for the next start.
  nodeModule.enableCompileCache();
  const { assayProgram } = await import('./cli/program.ts');
  await assayProgram().parseAsync();
} else {
  const { runOnOwnNode } = await import('./cli/own-node/run-on-own-node.ts');
  runOnOwnNode();
}
