import { InertHandle } from './inert-handle.ts';
import { joinChunks } from './join-chunks.ts';

/** The many forms in which Node's streams write to a handle, as one. */
export abstract class WritableHandle extends InertHandle {
  writeBuffer(request: unknown, bytes: Uint8Array): unknown {
    // A copy, as the kernel takes one: the program may change its buffer afterwards.
    return this.write(request, Buffer.from(bytes));
  }

  writeUtf8String(request: unknown, text: string): unknown {
    return this.write(request, Buffer.from(text, 'utf8'));
  }

  writeLatin1String(request: unknown, text: string): unknown {
    return this.write(request, Buffer.from(text, 'latin1'));
  }

  writeAsciiString(request: unknown, text: string): unknown {
    return this.write(request, Buffer.from(text, 'latin1'));
  }

  writeUcs2String(request: unknown, text: string): unknown {
    return this.write(request, Buffer.from(text, 'utf16le'));
  }

  writev(request: unknown, chunks: readonly unknown[], allBuffers: boolean): unknown {
    return this.write(request, joinChunks(chunks, allBuffers));
  }

  protected abstract write(request: unknown, bytes: Buffer): unknown;
}
