import { processProbes } from './process-probes.ts';

/** Runs the probe that the environment names: in a real process and in a simulated life alike. */
export default async function main(): Promise<void> {
  const probe = processProbes[process.env.PROBE ?? ''];
  if (probe === undefined) throw new Error(`no probe is named ${process.env.PROBE}`);
  await (typeof probe === 'function' ? probe() : probe.run());
}

if (import.meta.main) await main();
