/** The words that a stream handle and Node's stream code exchange beside their arguments. */
interface StreamWrap {
  readonly streamBaseState: Int32Array;
  readonly kReadBytesOrError: number;
  readonly kArrayBufferOffset: number;
  readonly kBytesWritten: number;
  readonly kLastWriteWasAsync: number;
  /** Absent before Node 26. */
  readonly kLastWriteErr?: number;
}

let wrap: StreamWrap | undefined;

const words = (): StreamWrap => {
  if (wrap === undefined) throw new Error('install() was not called before a socket was used');
  return wrap;
};

/** How the words are read and written; they are Node's own memory, shared by all handles. */
export const streamState = {
  use(binding: StreamWrap): void {
    wrap = binding;
  },

  setRead(status: number, offset: number): void {
    const { streamBaseState, kReadBytesOrError, kArrayBufferOffset } = words();
    streamBaseState[kReadBytesOrError] = status;
    streamBaseState[kArrayBufferOffset] = offset;
  },

  setWritten(bytes: number, isAsync: boolean): void {
    const { streamBaseState, kBytesWritten, kLastWriteWasAsync, kLastWriteErr } = words();
    streamBaseState[kBytesWritten] = bytes;
    streamBaseState[kLastWriteWasAsync] = isAsync ? 1 : 0;
    if (kLastWriteErr !== undefined) streamBaseState[kLastWriteErr] = 0;
  },
} as const;
