// What `runOnOwnNode` starts: the command, which ends when its launcher was killed and can't pass on signals any more.

const LOOK_EVERY_MS = 1_000;

const launcher = process.ppid;
const watch = setInterval(() => {
  if (process.ppid === launcher) return;
  clearInterval(watch);
  process.kill(process.pid, 'SIGTERM');
}, LOOK_EVERY_MS);
watch.unref();

await import('../../main.ts');
