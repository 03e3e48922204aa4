import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

/** Where a proxy listens, whom it asks, and where its files go. */
export interface PeerPlace {
  readonly folder: string;
  readonly port: number;
  readonly primary: number;
  readonly standby: number;
}

/** A proxy that fails over, with the settings that it is measured with. */
export interface Peer {
  readonly name: string;
  readonly program: string;
  config(place: PeerPlace): string;
  argv(configPath: string, place: PeerPlace): readonly string[];
}

/** One try's time limit of either proxy, as in the table of what peers do. */
const tryLimitMs = 1_000;

/** nginx with every retry that it offers, for POST too. */
export const nginx: Peer = {
  name: 'nginx',
  program: 'nginx',
  config: ({ folder, port, primary, standby }) => `
daemon off;
master_process off;
pid ${join(folder, 'nginx.pid')};
error_log ${join(folder, 'nginx.log')} crit;
events { worker_connections 4096; }
http {
  access_log off;
${['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
  .map((name) => `  ${name}_temp_path ${join(folder, name)};`)
  .join('\n')}
  upstream core {
    server 127.0.0.1:${primary} max_fails=1 fail_timeout=10s;
    server 127.0.0.1:${standby} backup;
    keepalive 64;
  }
  server {
    listen 127.0.0.1:${port};
    location / {
      proxy_pass http://core;
      proxy_http_version 1.1;
      proxy_set_header Connection "";
      proxy_connect_timeout ${tryLimitMs}ms;
      proxy_read_timeout ${tryLimitMs}ms;
      proxy_next_upstream error timeout http_502 http_503 http_504 non_idempotent;
    }
  }
}
`,
  argv: (configPath, { folder }) => ['-p', folder, '-c', configPath],
};

/** haproxy with checks, redispatch and every retry that it offers. */
export const haproxy: Peer = {
  name: 'haproxy',
  program: 'haproxy',
  config: ({ port, primary, standby }) => `
defaults
  mode http
  timeout connect ${tryLimitMs}ms
  timeout client 30s
  timeout server ${tryLimitMs}ms
  retries 3
  option redispatch 1
  retry-on all-retryable-errors
frontend web
  bind 127.0.0.1:${port}
  default_backend core
backend core
  option httpchk GET /health
  # Without it the backup is not asked before two checks have failed.
  default-server observe layer7 error-limit 1 on-error mark-down
  server live 127.0.0.1:${primary} check inter 500ms fall 2
  server standby 127.0.0.1:${standby} check inter 500ms fall 2 backup
`,
  argv: (configPath) => ['-db', '-f', configPath],
};

/** Whether the program is on this machine. */
export const isInstalled = ({ program }: Peer): boolean =>
  spawnSync(program, ['-v'], { stdio: 'ignore' }).error === undefined;
