import { createServer, type Socket } from 'node:net';

export interface MailServer extends AsyncDisposable {
  /** As `SMTP_URL` has it. */
  readonly url: string;
  /** What it took, headers and all, as it came over the line. */
  readonly letters: readonly string[];
  /** What it says to the next letters, once they are there whole: `250` takes one. */
  answerWith(reply: string): void;
}

/** A mail server on loopback that knows as much of SMTP as one letter takes. */
export async function startMailServer(): Promise<MailServer> {
  const letters: string[] = [];
  const sockets = new Set<Socket>();
  let reply = '250 taken';
  const server = createServer((socket) => {
    sockets.add(socket.setEncoding('utf8'));
    socket.on('close', () => sockets.delete(socket)).on('error', () => {});
    let pending = '';
    let letter: string | undefined;
    socket.write('220 loopback\r\n');
    socket.on('data', (text) => {
      pending += text;
      for (let end = pending.indexOf('\r\n'); end !== -1; end = pending.indexOf('\r\n')) {
        const line = pending.slice(0, end);
        pending = pending.slice(end + 2);
        if (letter === undefined) {
          if (line === 'DATA') letter = '';
          socket.write(answerTo(line));
        } else if (line === '.') {
          if (reply.startsWith('250')) letters.push(letter);
          letter = undefined;
          socket.write(`${reply}\r\n`);
        } else letter += `${line}\n`;
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return {
    url: `smtp://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`,
    letters,
    answerWith(next) {
      reply = next;
    },
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function answerTo(command: string): string {
  if (command === 'DATA') return '354 go on\r\n';
  return command === 'QUIT' ? '221 bye\r\n' : '250 fine\r\n';
}
