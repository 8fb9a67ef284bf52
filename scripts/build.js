import './required-node.js';

await import('./build/build.ts');
