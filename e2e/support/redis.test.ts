// The Redis of the tests: started, paused, killed and started again.
import { connect } from 'node:net';
import { expect, test } from 'vitest';
import { hasRedis, startRedis } from './redis.ts';

/** What Redis says to one command, or what became of the connection. */
function ask(url: string, command: string, waitMs = 2000): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect(Number(new URL(url).port), '127.0.0.1', () => socket.write(`${command}\r\n`));
    const end = (text: string) => {
      socket.destroy();
      resolve(text);
    };
    socket
      .setTimeout(waitMs, () => end('silence'))
      .on('data', (bytes) => end(bytes.toString().trim()))
      .on('error', (error: NodeJS.ErrnoException) => end(error.code ?? ''));
  });
}

test.runIf(hasRedis)(
  'a Redis answers, falls silent, comes back, and forgets all when it is killed',
  async () => {
    const redis = await startRedis();
    expect(await ask(redis.url, 'SET a 1')).toBe('+OK');
    redis.pause();
    expect(await ask(redis.url, 'GET a', 50)).toBe('silence');
    redis.resume();
    expect(await ask(redis.url, 'EXISTS a')).toBe(':1');
    await redis.kill();
    expect(await ask(redis.url, 'PING')).toBe('ECONNREFUSED');
    await redis.restart();
    expect(await ask(redis.url, 'EXISTS a')).toBe(':0');
    await redis.kill();
  },
);
