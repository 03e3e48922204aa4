/** As V8 puts it: an object by its class. */
const shown = (reason: unknown): string =>
  typeof reason === 'object' && reason !== null
    ? `#<${reason.constructor?.name ?? 'Object'}>`
    : String(reason);

/** What an uncaught rejection is reported as: an error stays itself, anything else is wrapped. */
export const rejectionError = (reason: unknown): unknown => {
  if (reason instanceof Error) return reason;
  const message =
    'This error originated either by throwing inside of an async function without a catch block, ' +
    'or by rejecting a promise which was not handled with .catch(). ' +
    `The promise rejected with the reason "${shown(reason)}".`;
  const error = new Error(message);
  return Object.assign(error, {
    name: 'UnhandledPromiseRejection',
    code: 'ERR_UNHANDLED_REJECTION',
  });
};
