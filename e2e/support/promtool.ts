// What Prometheus itself says of metrics, where it is on this machine.
import { spawnSync } from 'node:child_process';

export const hasPromtool = spawnSync('promtool', ['--version']).status === 0;
if (!hasPromtool)
  console.warn('SKIPPED what Prometheus says of the metrics: install the Debian package prometheus');

/** Everything that it objects to; nothing where all is well. */
export function lintMetrics(text: string): string {
  const { status, stdout, stderr } = spawnSync('promtool', ['check', 'metrics'], {
    input: text,
    encoding: 'utf8',
  });
  return status === 0 ? '' : `${stdout}${stderr}`;
}
