/** Loaded before a server under measurement: SIGUSR2 collects its garbage, so that what stays is what is needed. */
process.on('SIGUSR2', () => Bun.gc(true))
