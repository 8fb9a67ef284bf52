// The smallest possible forked child.
process.send?.('ready');
process.on('disconnect', () => process.exit());
