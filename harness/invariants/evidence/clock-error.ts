/**
 * How far apart two times may be said that were the same: sockets are read in turns and timers
 * fire early by a fraction, so a difference below this proves nothing.
 */
export const clockErrorMs = 10;
