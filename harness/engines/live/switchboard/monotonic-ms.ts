/** The machine's monotonic clock in ms, the same in all its processes. */
export const monotonicMs = (): number => Number(process.hrtime.bigint()) / 1e6;
