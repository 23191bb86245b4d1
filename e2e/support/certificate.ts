// Certificates for servers of a test: made afresh, known to nobody, and gone with the test.
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface Certificate {
  key: string;
  cert: string;
}

/** Whether this machine can make them. */
export const hasOpenssl = spawnSync('openssl', ['version']).status === 0;
if (!hasOpenssl) console.warn('SKIPPED whatever needs a certificate: install the Debian package openssl');

/** A certificate that signs itself. */
export function makeCertificate({ name = 'localhost', isExpired = false } = {}): Certificate {
  const folder = mkdtempSync(join(tmpdir(), 'parley-certificate-'));
  const path = (file: string) => join(folder, file);
  const openssl = (...args: string[]) => execFileSync('openssl', args, { stdio: 'ignore' });
  try {
    openssl('ecparam', '-genkey', '-name', 'prime256v1', '-noout', '-out', path('key'));
    const subject = ['-subj', `/CN=${name}`, '-addext', `subjectAltName=DNS:${name}`];
    openssl('req', '-new', '-key', path('key'), ...subject, '-out', path('request'));
    const signed = ['-req', '-in', path('request'), '-signkey', path('key'), '-copy_extensions', 'copy'];
    openssl('x509', ...signed, '-days', isExpired ? '-1' : '2', '-out', path('cert'));
    return { key: readFileSync(path('key'), 'utf8'), cert: readFileSync(path('cert'), 'utf8') };
  } finally {
    rmSync(folder, { recursive: true });
  }
}
