/** Node's native HTTP parser, as a socket holds it. */
interface Parser {
  socket: unknown;
  remove?(): void;
  close?(): void;
}

let ownerSymbol: symbol | undefined;

/** Tells how a handle knows its socket. */
export const knowOwnerSymbol = (symbol: symbol): void => {
  ownerSymbol = symbol;
};

/**
 * Closes the HTTP parser above the handle of a dead life. Native parsers are strong references: one
 * that is left keeps its socket, its server and the whole life in memory.
 */
export const releaseParser = (handle: object): void => {
  if (ownerSymbol === undefined) return;
  const socket = (handle as Record<symbol, { parser?: Parser | null } | undefined>)[ownerSymbol];
  const parser = socket?.parser;
  if (socket === undefined || parser === undefined || parser === null) return;
  socket.parser = null;
  parser.socket = null;
  // undici keeps a parser of its own kind here, which closes with its socket.
  if (typeof parser.close !== 'function') return;
  parser.remove?.();
  parser.close();
};
