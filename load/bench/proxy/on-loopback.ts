/** The bench's traffic never leaves this machine. */
export function onLoopback(port: number): { readonly host: string; readonly port: number } {
  return { host: '127.0.0.1', port };
}
