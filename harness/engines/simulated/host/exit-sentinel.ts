/** Thrown to leave a program that called `process.exit`; never shown to anyone. */
export const exitSentinel: unknown = Object.freeze(
  Object.assign(Object.create(null), { exit: true }),
);
