/** libuv's error numbers on Linux, as handles give them back. */
export const errno = {
  EOF: -4095,
  ECONNREFUSED: -111,
  ETIMEDOUT: -110,
  EHOSTUNREACH: -113,
  ENOTCONN: -107,
  ECONNRESET: -104,
  EADDRNOTAVAIL: -99,
  EADDRINUSE: -98,
  EPIPE: -32,
  EINVAL: -22,
  EBADF: -9,
  ECANCELED: -125,
} as const;

/** One of the error numbers, or 0 for success. */
export type Errno = (typeof errno)[keyof typeof errno] | 0;
