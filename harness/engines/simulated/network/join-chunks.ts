/** The bytes of one gathered write, whose parts may be texts, each followed by its encoding. */
export const joinChunks = (chunks: readonly unknown[], allBuffers: boolean): Buffer => {
  // Node says which of the two forms it is.
  if (allBuffers) return Buffer.concat(chunks as Uint8Array[]);
  const parts: Buffer[] = [];
  for (let index = 0; index < chunks.length; index += 2) {
    const chunk = chunks[index] as string | Uint8Array;
    parts.push(
      typeof chunk === 'string'
        ? Buffer.from(chunk, chunks[index + 1] as BufferEncoding)
        : Buffer.from(chunk),
    );
  }
  return Buffer.concat(parts);
};
