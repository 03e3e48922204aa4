import type { FastifyInstance } from 'fastify';
import type { Tally } from '../metrics/tally.ts';

const boundsSeconds = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

/** Counts a server's requests and their durations by route, and adds `/metrics` (B5). */
export function observeRequests(server: FastifyInstance, tally: Tally): void {
  const requests = tally.counter({
    name: 'http_requests_total',
    help: 'Requests by method, route and status',
    labels: ['method', 'route', 'status'],
  });
  const durations = tally.histogram({
    name: 'http_request_duration_seconds',
    help: 'From the first byte of a request to the end of its answer',
    labels: ['method', 'route'],
    bounds: boundsSeconds,
  });
  server.addHook('onResponse', (request, reply, done) => {
    // The route as it was declared: what callers make up must not become a label.
    const route = request.routeOptions.url ?? 'none';
    const { method } = request;
    requests({ method, route, status: String(reply.statusCode) });
    durations({ method, route }, reply.elapsedTime / 1000);
    done();
  });
  server.get('/metrics', async (_request, reply) => {
    // The library costs a start more than all of the rest of it, and few programs are ever asked.
    const { renderMetrics } = await import('../metrics/render-metrics.ts');
    const { contentType, text } = await renderMetrics(tally.families());
    return reply.type(contentType).send(text);
  });
}
