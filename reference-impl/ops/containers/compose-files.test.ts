import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { runFolder } from '../run-folder.ts';
import { type ServiceEntry, services } from '../service-registry.ts';

const folder = join(import.meta.dirname, '..', '..');

const serviceSchema = z.looseObject({
  command: z.array(z.string()).optional(),
  environment: z.record(z.string(), z.string()).default({}),
  profiles: z.array(z.string()).default([]),
  ports: z.array(z.string()).default([]),
  restart: z.string().optional(),
  stop_grace_period: z.string().optional(),
  volumes: z.array(z.string()).default([]),
  deploy: z.unknown().optional(),
  healthcheck: z.looseObject({ test: z.array(z.string()) }).optional(),
});
const fileSchema = z.object({ services: z.record(z.string(), serviceSchema) });

const readLayer = (name: string) => {
  const text = readFileSync(join(folder, name), 'utf8');
  return fileSchema.parse(parse(text, { merge: true })).services;
};

const base = readLayer('docker-compose.yml');
const candidate = readLayer('docker-compose.candidate.yml');
const ha = readLayer('docker-compose.ha.yml');
const layers = ['docker-compose.yml', 'docker-compose.candidate.yml', 'docker-compose.ha.yml'];

/** What a role is started with when all three layers are up. */
const environmentOf = (role: string) => ({
  ...base[role]?.environment,
  ...candidate[role]?.environment,
  ...ha[role]?.environment,
});

const portOf = (role: string) => services.find((one) => one.role === role)?.defaultPort;
const addressesOf = (service: ServiceEntry) => {
  const url = (role: string) => `http://${role}:${portOf(role)}`;
  const env = service.env({ folder: runFolder('/'), url });
  return Object.fromEntries(Object.entries(env).filter(([name]) => !name.endsWith('_DIR')));
};

const inCompose = services;

describe('G26: the compose files', () => {
  test('G26: the base has no fallback and no standby', () => {
    expect(base.web?.environment.CORE_FALLBACK_ENDPOINT).toBe('');
    expect(base.core?.environment.MCP_FALLBACK_ENDPOINT).toBe('');
    expect(Object.keys(base).filter((role) => role.includes('candidate'))).toEqual([]);
  });

  test('G26: the overlay sets both fallbacks on the live services', () => {
    expect(ha.web?.environment.CORE_FALLBACK_ENDPOINT).toBe('http://core-candidate:6416');
    expect(ha.core?.environment.MCP_FALLBACK_ENDPOINT).toBe('http://mcp-candidate:8766/jsonrpc');
    expect(ha.orchestrator?.profiles).toEqual(['ha']);
  });

  test('G26: the standby works with the live prime, mcp and study, restarts, takes no GPU', () => {
    expect(candidate['core-candidate']?.environment).toMatchObject({
      ROLE: 'standby',
      PRIME_ENDPOINT: 'http://prime:8000',
      MCP_ENDPOINT: 'http://mcp:8765/jsonrpc',
      STUDY_ENDPOINT: 'http://study:8770',
    });
    for (const service of Object.values(candidate)) {
      expect(service).toMatchObject({ restart: 'unless-stopped', profiles: ['ha'] });
      expect(service.deploy).toBeUndefined();
    }
  });

  test('G26, G18: the watchdog can read the state of live and write only the standby’s', () => {
    expect(ha.orchestrator?.environment).toMatchObject({
      LIVE_STATE_DIR: '/live',
      CANDIDATE_STATE_DIR: '/candidate',
    });
    expect(ha.orchestrator?.volumes).toContain('core-state:/live:ro');
    expect(ha.orchestrator?.volumes).toContain('candidate-state:/candidate');
  });

  test('G26, G22: core has 25 s to stop, live and standby', () => {
    expect(base.core?.stop_grace_period).toBe('25s');
    expect(candidate['core-candidate']?.stop_grace_period).toBe('25s');
  });

  test('G26: what is published is published on the loopback address only', () => {
    const all = [base, candidate, ha].flatMap((layer) => Object.values(layer));
    expect(
      all.flatMap(({ ports }) => ports).filter((text) => !/^127\.0\.0\.1:/.test(text)),
    ).toEqual([]);
  });

  test.each(inCompose.map((service) => [service.role, service] as const))(
    'G26: %s is wired as `ha start` wires it',
    (role, service) => {
      const environment = environmentOf(role);
      expect(environment).toMatchObject({
        ...addressesOf(service),
        PORT: String(service.defaultPort),
        SERVICE_NAME: role,
      });
      const command = [base, candidate, ha].find((one) => one[role]?.command)?.[role]?.command;
      expect(command).toEqual([`reference-impl/services/${service.program}.ts`]);
    },
  );

  test('G26: the health check tells a service that can work from one that cannot', async () => {
    const command = base.core?.healthcheck?.test.slice(1) ?? [];
    const script = command.at(-1)?.replaceAll('$$', '$') ?? '';
    for (const status of [200, 503]) {
      const server = createServer((request, response) => {
        response.writeHead(request.url === '/ready' ? status : 404).end();
      }).listen(0, '127.0.0.1');
      await once(server, 'listening');
      const { port } = server.address() as AddressInfo; // a listening TCP server has one
      expect(await exitCodeOf(script, port)).toBe(status === 200 ? 0 : 1);
      server.close();
    }
  });

  test('G26: docker-compose itself takes the three layers', (context) => {
    const compose = findCompose();
    if (compose === undefined) {
      if (process.env.HOLDFAST_REQUIRE_DOCKER === '1') throw new Error('no docker-compose');
      return context.skip('neither docker-compose nor docker compose is installed');
    }
    const [program = '', ...before] = compose;
    const files = layers.flatMap((name) => ['-f', name]);
    const args = [...before, ...files, '--profile', 'ha', 'config'];
    const merged = execFileSync(program, args, { cwd: folder, encoding: 'utf8' });
    const whole = z.object({ services: z.record(z.string(), z.looseObject({})) });
    expect(Object.keys(whole.parse(parse(merged)).services).sort()).toEqual(
      inCompose.map(({ role }) => role).sort(),
    );
  });
});

async function exitCodeOf(script: string, port: number): Promise<number> {
  const child = spawn(process.execPath, ['-e', script], { env: { PORT: String(port) } });
  const [code] = await once(child, 'exit');
  return Number(code);
}

function findCompose(): readonly string[] | undefined {
  const ways = [['docker-compose'], ['docker', 'compose']];
  return ways.find(([program = '', ...args]) => {
    return spawnSync(program, [...args, 'version'], { stdio: 'ignore' }).status === 0;
  });
}
