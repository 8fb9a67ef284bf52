// The least that a forked child can be.
process.send?.('ready');
process.on('disconnect', () => process.exit());
