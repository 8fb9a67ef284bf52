import type { INestApplication } from '@nestjs/common';

/** Closes the app on the first SIGINT or SIGTERM, which ends its streams and stops its jobs; a second one exits at once. */
export function closeOnSignal(app: INestApplication): void {
  let isClosing = false;
  const close = (signal: NodeJS.Signals): void => {
    if (isClosing) process.exit(signal === 'SIGINT' ? 130 : 143);

    isClosing = true;
    console.error(`${signal}: stopping; once more stops at once.`);
    app.close().then(
      () => process.exit(0),
      (error: unknown) => {
        console.error(error);
        process.exit(1);
      },
    );
  };
  process.on('SIGINT', close).on('SIGTERM', close);
}
