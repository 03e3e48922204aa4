import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { addHandoffRoutes } from '../handoffs/handoff-routes.ts';
import { type HandoffStore, openHandoffStore } from '../handoffs/handoff-store.ts';
import { logHandoff } from '../handoffs/log-handoff.ts';
import { createLogger, type Log } from '../logging/create-logger.ts';
import { createMaintenanceFlag } from '../maintenance/maintenance-flag.ts';
import { countEvents } from '../metrics/count-events.ts';
import { createTally } from '../metrics/tally.ts';
import { createAbility } from '../readiness/create-ability.ts';
import { folderWritable } from '../readiness/folder-writable.ts';
import { createServer } from '../serving/create-server.ts';
import { addHealthRoutes } from '../serving/health-routes.ts';
import { createHeartbeat } from '../serving/heartbeat.ts';
import { openPatiently } from '../serving/open-patiently.ts';
import { runService } from '../serving/run-service.ts';
import { createWorkGate } from '../serving/work-gate.ts';
import { readSettingsOrExit } from '../settings/read-settings-or-exit.ts';
import { createSessionSync, type SessionSync } from '../sync/session-sync.ts';
import { createWatchdog } from '../watchdog/create-watchdog.ts';
import { observeWatchdog } from '../watchdog/observe-watchdog.ts';
import { type OrchestratorSettings, orchestratorShape } from '../watchdog/orchestrator-settings.ts';
import { probeHealth } from '../watchdog/probe-health.ts';
import { startPolling } from '../watchdog/start-polling.ts';
import { addStatusRoutes } from '../watchdog/status-routes.ts';
import { openWatchdogStore } from '../watchdog/watchdog-store.ts';

/** Runs the orchestrator: the watchdog over both cores, notifications, handoffs. */
export default async function main(): Promise<void> {
  const settings = readSettingsOrExit(orchestratorShape);
  const { HOST: host, PORT: port, FORCED_EXIT_MS: forcedExitMs, DATA_DIR } = settings;
  const tally = createTally();
  const logger = createLogger(settings.SERVICE_NAME, { level: settings.LOG_LEVEL });
  const log = countEvents(logger, tally);
  const handoffs = await openPatiently('the handoffs', () => openHandoffs(DATA_DIR, log), { log });
  const open = () => openWatchdogStore(DATA_DIR);
  const store = await openPatiently('the state of the watchdog', open, { log });
  reportDamage(log, handoffs.damagedLines + store.damagedLines);

  const maintenance = createMaintenanceFlag({ sharedDir: settings.SHARED_DIR, log });
  const targets = { live: settings.LIVE_ENDPOINT, candidate: settings.CANDIDATE_ENDPOINT };
  const watchdog = createWatchdog({
    probe: (target) => probeHealth(targets[target], settings.PROBE_TIMEOUT_MS),
    maintenance: () => maintenance.isOn(),
    store,
    log,
    unhealthyAfter: settings.UNHEALTHY_AFTER,
    syncSessions: async () => sync?.begin(),
  });
  const sync = createSync(settings, log, async () => {
    return watchdog.standing().state.state === 'active' && !(await maintenance.isOn());
  });
  await watchdog.resume();

  const gate = createWorkGate();
  const server = createServer(gate, tally);
  const { SERVICE_NAME, POLL_INTERVAL_MS, PROBE_TIMEOUT_MS } = settings;
  // Three turns may be lost to a machine that stands still for a moment.
  const limitMs = 3 * (POLL_INTERVAL_MS + PROBE_TIMEOUT_MS);
  const pulse = createHeartbeat({ loop: 'the watchdog', limitMs });
  const ability = createAbility([folderWritable(DATA_DIR, SERVICE_NAME)], { timeoutMs: 1000, log });
  addHealthRoutes(server, gate, ability, pulse.lack);
  observeWatchdog(tally, watchdog);
  addStatusRoutes(server, watchdog, store);
  addHandoffRoutes(server, handoffs, log);
  const poll = async () => {
    await watchdog.poll().catch((error: unknown) => log.error({ err: error }, 'poll'));
    pulse.beat();
  };
  let stopPolling = async (): Promise<void> => undefined;
  const stop = async () => {
    await stopPolling();
    await sync?.settled();
    await Promise.all([store.close(), handoffs.close()]);
  };
  await runService({ server, gate, log, host, port, forcedExitMs, stop });
  stopPolling = startPolling(poll, POLL_INTERVAL_MS);
}

async function openHandoffs(folder: string, log: Log): Promise<HandoffStore> {
  await mkdir(folder, { recursive: true });
  const handoffs = await openHandoffStore(join(folder, 'handoffs.jsonl'));
  const failed = await handoffs.reconcile('the orchestrator stopped while it was in progress');
  for (const handoff of failed) logHandoff(log, handoff);
  return handoffs;
}

/** Without both folders there is no sync: state is then shared, or not carried over at all. */
function createSync(
  settings: OrchestratorSettings,
  log: Log,
  mayRun: () => Promise<boolean>,
): SessionSync | undefined {
  const { LIVE_STATE_DIR: from, CANDIDATE_STATE_DIR: to } = settings;
  return from === '' || to === '' ? undefined : createSessionSync({ from, to, mayRun, log });
}

function reportDamage(log: Log, damagedLines: number): void {
  if (damagedLines === 0) return;
  log.error({ damagedLines }, `${damagedLines} damaged lines were left out`);
}

if (import.meta.main) await main();
