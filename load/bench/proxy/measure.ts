import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { onLoopback } from './on-loopback.ts';

/** One measurement of one target; ports are those of the target (a proxy, or the service). */
export type Measurement =
  | { readonly kind: 'bulk'; readonly port: number; readonly connections: number }
  | { readonly kind: 'roundTrips'; readonly port: number; readonly connections: number }
  | { readonly kind: 'connections'; readonly port: number; readonly connections: number }
  | { readonly kind: 'latency'; readonly port: number; readonly perSecond: number };

/** Runs one measurement for about `durationMs`: MB/s, round trips/s, connections/s, or p50 in µs. */
export async function measure(task: Measurement, durationMs: number): Promise<number> {
  if (task.kind === 'bulk') return await bulk(task.port, task.connections, durationMs);
  if (task.kind === 'roundTrips') return await roundTrips(task.port, task.connections, durationMs);
  if (task.kind === 'connections') return await openings(task.port, task.connections, durationMs);
  return await latency(task.port, task.perSecond, durationMs);
}

async function bulk(port: number, connections: number, durationMs: number): Promise<number> {
  let bytes = 0;
  const buffer = Buffer.alloc(256 * 1024);
  const sockets = Array.from({ length: connections }, () =>
    connect({
      ...onLoopback(port),
      onread: {
        buffer,
        callback: (count) => {
          bytes += count;
          return true;
        },
      },
    }),
  );
  await Promise.all(sockets.map((socket) => once(socket, 'connect')));
  // The first part is the windows opening.
  await elapse(durationMs / 5);
  const [startBytes, startMs] = [bytes, performance.now()];
  await elapse(durationMs);
  const perMs = (bytes - startBytes) / (performance.now() - startMs);
  for (const socket of sockets) socket.destroy();
  return perMs / 1000;
}

async function roundTrips(port: number, connections: number, durationMs: number): Promise<number> {
  let count = 0;
  const message = Buffer.alloc(64, 'x');
  const sockets = await open(port, connections);
  for (const socket of sockets) {
    socket.on('data', () => {
      count += 1;
      socket.write(message);
    });
    socket.write(message);
  }
  await elapse(durationMs / 5);
  const [startCount, startMs] = [count, performance.now()];
  await elapse(durationMs);
  const perMs = (count - startCount) / (performance.now() - startMs);
  for (const socket of sockets) socket.destroy();
  return perMs * 1000;
}

async function openings(port: number, connections: number, durationMs: number): Promise<number> {
  let count = 0;
  const startMs = performance.now();
  const worker = async () => {
    while (performance.now() - startMs < durationMs) {
      const socket = connect({ ...onLoopback(port), noDelay: true });
      socket.write('x');
      await once(socket, 'data');
      socket.destroy();
      count += 1;
    }
  };
  await Promise.all(Array.from({ length: connections }, worker));
  return (count * 1000) / (performance.now() - startMs);
}

async function latency(port: number, perSecond: number, durationMs: number): Promise<number> {
  const sockets = await open(port, 8);
  const times: number[] = [];
  const total = Math.floor((durationMs * perSecond) / 1000);
  const startMs = performance.now();
  for (let sent = 0; sent < total; sent++) {
    const waitMs = startMs + (sent * 1000) / perSecond - performance.now();
    if (waitMs > 0) await elapse(waitMs);
    const socket = sockets[sent % sockets.length];
    if (socket === undefined) continue;
    const sentMs = performance.now();
    socket.write('x');
    socket.once('data', () => times.push(performance.now() - sentMs));
  }
  await elapse(50);
  for (const socket of sockets) socket.destroy();
  const sorted = times.toSorted((one, other) => one - other);
  return (sorted[Math.floor(sorted.length / 2)] ?? Number.NaN) * 1000;
}

async function open(port: number, connections: number): Promise<readonly Socket[]> {
  const sockets = Array.from({ length: connections }, () =>
    connect({ ...onLoopback(port), noDelay: true }),
  );
  await Promise.all(sockets.map((socket) => once(socket, 'connect')));
  return sockets;
}

function elapse(forMs: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, forMs));
}
