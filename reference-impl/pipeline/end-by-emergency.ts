import type { EmergencyReason, EmergencyShutdown } from './emergency-shutdown.ts';

/** Gives the way out for faults: the emergency shutdown, then the end, which nothing can hold up. */
export function endByEmergency(
  emergency: EmergencyShutdown,
  options: { readonly forcedExitMs: number; readonly end: (code: number) => void },
): (reason: EmergencyReason) => void {
  const { forcedExitMs, end } = options;
  return (reason) => {
    setTimeout(() => end(1), forcedExitMs).unref();
    void emergency.run(reason).then(end);
  };
}
