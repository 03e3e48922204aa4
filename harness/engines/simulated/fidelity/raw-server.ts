import net, { type Socket } from 'node:net';

/** Answers the first bytes of each connection as told, below HTTP: for answers that are broken. */
export const rawServer = (answer: (socket: Socket) => void): net.Server =>
  net.createServer((socket) => {
    socket.on('error', () => {});
    socket.once('data', () => answer(socket));
  });

const head = (lines: readonly string[]): string =>
  `HTTP/1.1 200 OK\r\n${lines.join('\r\n')}\r\n\r\n`;

/** Ways in which an answer can go wrong, by name. */
export const brokenAnswers: Readonly<Record<string, (socket: Socket) => void>> = {
  'FIN before the answer': (socket) => socket.end(),
  'RST before the answer': (socket) => socket.resetAndDestroy(),
  'FIN inside of the head': (socket) => socket.end('HTTP/1.1 200 OK\r\nContent-Le'),
  'FIN inside of the body': (socket) => socket.end(`${head(['Content-Length: 100'])}partial`),
  'RST inside of the body': (socket) => {
    socket.write(`${head(['Content-Length: 100'])}partial`);
    setTimeout(() => socket.resetAndDestroy(), 30);
  },
  'FIN inside of a chunk': (socket) => {
    socket.end(`${head(['Transfer-Encoding: chunked'])}a\r\npart`);
  },
  'FIN before the last chunk': (socket) => {
    socket.end(`${head(['Transfer-Encoding: chunked'])}4\r\nfull\r\n`);
  },
  'a body longer than promised': (socket) => {
    socket.end(`${head(['Content-Length: 3', 'Connection: close'])}longer`);
  },
  'a body without a length': (socket) => socket.end(`${head(['Connection: close'])}until the end`),
  'a garbage status line': (socket) => socket.end('NONSENSE 1\r\n\r\n'),
  'garbage instead of a chunk': (socket) => {
    socket.end(`${head(['Transfer-Encoding: chunked'])}zz\r\nfull\r\n`);
  },
  'a head without an end': (socket) => {
    socket.write('HTTP/1.1 200 OK\r\n');
    setTimeout(() => socket.destroy(), 30);
  },
  'an early answer after 100': (socket) => {
    socket.end(`HTTP/1.1 100 Continue\r\n\r\n${head(['Content-Length: 2'])}ok`);
  },
  'no content': (socket) => socket.end('HTTP/1.1 204 No Content\r\n\r\n'),
};
