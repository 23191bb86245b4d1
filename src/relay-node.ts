// Door `parley-chat/relay/node`: the relay as a Node server, and its settings from the environment.
export type { LogLevel, LogLinesOptions } from './relay/log-lines.ts';
export { createLogLines } from './relay/log-lines.ts';
export type { RedisStoreOptions } from './relay/redis/redis-store.ts';
export { createRedisStore } from './relay/redis/redis-store.ts';
export type { RequestListener } from './relay/request-listener.ts';
export { toRequestListener } from './relay/request-listener.ts';
export type { ServedRelay, ServeRelayOptions } from './relay/serve.ts';
export { serveRelay } from './relay/serve.ts';
export type { Environment } from './relay/setting-reader.ts';
export type { RelaySettings, SettingsResult } from './relay/settings.ts';
export { readSettings } from './relay/settings.ts';
export { readWidgetFiles } from './relay/widget-files.ts';
