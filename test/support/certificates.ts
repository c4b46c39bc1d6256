import { execFile } from 'node:child_process';
import { accessSync, constants, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';

const KEY = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'];
const IS_AUTHORITY = ['-addext', 'basicConstraints=critical,CA:TRUE'];
const IS_LOOPBACK = ['-addext', 'subjectAltName=IP:127.0.0.1,DNS:localhost'];

/** A certificate and its key, each the path of a file in PEM. */
export interface Certificate {
  readonly cert: string;
  readonly key: string;
}

/** What is missing on this machine to make certificates, as a sentence; undefined where nothing is. */
export function whatIsMissingForCertificates(): string | undefined {
  const isThere = (process.env['PATH'] ?? '').split(delimiter).some((directory) => {
    try {
      accessSync(join(directory, 'openssl'), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
  return isThere ? undefined : 'OpenSSL is not installed: put openssl (3.0 or newer) on the PATH.';
}

/** A made-up authority with its certificates, in a folder, for two days. */
export class CertificateAuthority {
  private constructor(
    private readonly folder: string,
    private readonly own: Certificate,
  ) {}

  static async make(folder: string, name: string): Promise<CertificateAuthority> {
    // Nothing of the machine's own settings.
    writeFileSync(join(folder, 'openssl.cnf'), '[req]\ndistinguished_name = dn\n[dn]\n');
    return new CertificateAuthority(folder, await request(folder, name, IS_AUTHORITY));
  }

  /** What clients are to trust: the path of a file in PEM. */
  get certificate(): string {
    return this.own.cert;
  }

  /** A certificate for a program on this machine. */
  issue(name: string): Promise<Certificate> {
    return request(this.folder, name, ['-CA', this.own.cert, '-CAkey', this.own.key, ...IS_LOOPBACK]);
  }
}

async function request(folder: string, name: string, more: readonly string[]): Promise<Certificate> {
  const certificate = { cert: join(folder, `${name}.pem`), key: join(folder, `${name}.key`) };
  const files = ['-keyout', certificate.key, '-out', certificate.cert, '-config', join(folder, 'openssl.cnf')];
  await promisify(execFile)('openssl', ['req', '-x509', ...KEY, ...files, '-subj', `/CN=${name}`, ...more]);
  return certificate;
}

/** Key and certificate in one file, as Kafka wants them. */
export function inOneFile({ cert, key }: Certificate): string {
  const path = `${key}.and.pem`;
  writeFileSync(path, readFileSync(key, 'utf8') + readFileSync(cert, 'utf8'));
  return path;
}
