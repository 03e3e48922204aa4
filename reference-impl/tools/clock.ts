import type { Tool } from './tool.ts';

/** The tool without state: it tells the time, as epoch milliseconds. */
export const clock: Tool = {
  name: 'clock',
  description: 'Tells the time as milliseconds since 1970.',
  inputSchema: { type: 'object', properties: {} },
  run: async () => ({ atMs: Date.now() }),
};
