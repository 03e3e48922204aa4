import { Command, InvalidArgumentError } from 'commander';
import { runProxy } from './proxy.ts';

const port = (text: string): number => {
  const value = Number(text);
  if (/^\d+$/.test(text) && value <= 65_535) return value;
  throw new InvalidArgumentError('a port is a whole number from 0 to 65535.');
};

/** `holdfast proxy`: the Toxiproxy-compatible server by itself. */
export const proxyCommand = (): Command =>
  new Command('proxy')
    .description('the embedded Toxiproxy-compatible server by itself, for any Toxiproxy client')
    .option('--host <host>', 'address of the API', '127.0.0.1')
    .option('--port <n>', 'port of the API', port, 8474)
    .option('--transparent', 'pass half-close and RST on, which Toxiproxy does not')
    .addHelpText(
      'after',
      `
Example:
  $ npx holdfast proxy --port 8474 &
  $ curl -d '{"name":"db","upstream":"127.0.0.1:5432"}' http://127.0.0.1:8474/proxies`,
    )
    .action(async (given) => await runProxy(given));
