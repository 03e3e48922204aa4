/** A value that survives a round trip through JSON; plans and receipts are made of it. */
export type Json =
  | null
  | boolean
  | number
  | string
  | readonly Json[]
  | { readonly [name: string]: Json };

/** A plain object of {@link Json} values. */
export type JsonObject = { readonly [name: string]: Json };
