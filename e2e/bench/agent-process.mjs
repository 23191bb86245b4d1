// An agent that does nothing but take its time: with a process of its own, so that it takes none of anybody else's.
import { createServer } from 'node:http';
import process from 'node:process';

const delayMs = Number(process.env.DELAY_MS);
const response = 'Our return policy is 30 days with proof of purchase.';
let conversations = 0;

function answer(path) {
  if (path.endsWith('/respond')) return JSON.stringify({ response, end_conversation: false });
  conversations += 1;
  return JSON.stringify({ conversation_id: `WEBCHAT_${conversations}`, response });
}

const server = createServer((request, reply) => {
  request.resume().on('end', () => {
    setTimeout(() => {
      reply.writeHead(200, { 'content-type': 'application/json' }).end(answer(request.url));
    }, delayMs);
  });
});
server.keepAliveTimeout = 65_000;
server.listen(0, '127.0.0.1', () => process.send(server.address().port));
process.on('disconnect', () => process.exit());
