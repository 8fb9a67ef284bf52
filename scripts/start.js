import './required-node.js';

await import('./start/start.ts');
