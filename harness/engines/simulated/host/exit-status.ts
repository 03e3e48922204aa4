/** What the machine makes of an exit code: a byte, zero when nobody set one. */
export const exitStatus = (code: string | number | null | undefined): number =>
  Number(code ?? 0) & 255;
