// Before all tests: says so, aloud and to the tests, where the registry does not answer from which the frameworks come.
import { npm, project } from './installed-app.ts';

export default function findRegistry(): void {
  const asked = ['view', 'react', 'version', '--fetch-retries=1', '--fetch-timeout=20000'];
  if (npm(project, asked).status === 0) return;
  const reason = 'apps of real frameworks: the npm registry, which they are installed from, does not answer';
  process.env['PARLEY_NO_REGISTRY'] = reason;
  console.log(`\nSkipped:\n  ${reason}`);
}
