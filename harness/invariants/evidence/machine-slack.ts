import type { History } from '../../core/history.ts';

/**
 * How long a busy machine may keep a process waiting for its turn: a step that fires later than
 * this makes a run unknown, and a process that acts later than this is late by itself. Virtual time
 * keeps nobody waiting.
 */
export const machineSlackMs = ({ engine }: Pick<History, 'engine'>): number =>
  engine === 'simulated' ? 0 : 250;
