/**
 * What Bun is told about its own parts wherever this project starts the server. Bun's allocator looks through the memory of a thread for
 * pages to give back each time the thread has nothing to do, up to ten times a second: once a second gives back the same memory.
 */
export const bunEnvironment = { MIMALLOC_PURGE_HOLES_MIN_INTERVAL: '1000' }
